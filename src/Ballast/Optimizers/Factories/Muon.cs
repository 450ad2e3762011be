using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>
    /// Momentum made orthogonal (Jordan et al. 2024) for what has at least two dimensions, AdamW for the rest. Put embeddings and the last
    /// layer into a group with <c>orthogonalize</c> 0: they go to AdamW too.
    /// </summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="momentum">Decay of the running mean, in [0, 1).</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <param name="nesterov">Look ahead along the momentum.</param>
    /// <param name="steps">Newton-Schulz steps.</param>
    /// <param name="share">Of the learning rate, for AdamW.</param>
    /// <param name="beta1">AdamW's decay of the mean, in [0, 1).</param>
    /// <param name="beta2">AdamW's decay of the mean square, in [0, 1).</param>
    /// <param name="eps">AdamW's, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Muon(
        IEnumerable<Parameter> parameters,
        double lr = 0.02,
        double momentum = 0.95,
        double weight_decay = 0,
        bool nesterov = true,
        int steps = 5,
        double share = 0.015,
        double beta1 = 0.9,
        double beta2 = 0.95,
        double eps = 1e-10
    ) => Muon(One(parameters), lr, momentum, weight_decay, nesterov, steps, share, beta1, beta2, eps);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Muon(
        IEnumerable<ParamGroup> groups,
        double lr = 0.02,
        double momentum = 0.95,
        double weight_decay = 0,
        bool nesterov = true,
        int steps = 5,
        double share = 0.015,
        double beta1 = 0.9,
        double beta2 = 0.95,
        double eps = 1e-10
    ) => new Muon(groups, lr, momentum, weight_decay, nesterov, steps, share, beta1, beta2, eps);
}

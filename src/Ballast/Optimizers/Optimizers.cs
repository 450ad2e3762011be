using TorchSharp.Modules;

namespace Ballast;

/// <summary>Every optimizer of the library, with PyTorch's names and defaults. See <see cref="FusedOptimizer"/> for groups.</summary>
public static class Optimizers
{
    /// <summary>Stochastic gradient descent, optionally with momentum, Nesterov's included.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="momentum">Decay of the velocity, in [0, 1).</param>
    /// <param name="dampening">How much of each gradient the velocity leaves out, in [0, 1].</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <param name="nesterov">Look ahead along the velocity; needs momentum and no dampening.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer SGD(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false) =>
        SGD([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer SGD(IEnumerable<ParamGroup> groups, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false) =>
        nesterov && (momentum <= 0 || dampening != 0)
            ? throw new ArgumentException("nesterov needs a momentum above 0 and a dampening of 0.", nameof(nesterov))
            : new Sgd(groups, lr, momentum, dampening, weight_decay, nesterov);

    /// <summary>Adam (Kingma, Ba 2015).</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
        new Adam([new ParamGroup { Parameters = parameters }], lr, (beta1, beta2), eps, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Adam(IEnumerable<ParamGroup> groups, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
        new Adam(groups, lr, (beta1, beta2), eps, weight_decay);

    /// <summary>Adam with decoupled weight decay (Loshchilov, Hutter 2019). The default decay is PyTorch's 0.01; TorchSharp's own AdamW has 0.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0.01) =>
        new AdamW([new ParamGroup { Parameters = parameters }], lr, (beta1, beta2), eps, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer AdamW(IEnumerable<ParamGroup> groups, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0.01) =>
        new AdamW(groups, lr, (beta1, beta2), eps, weight_decay);
}

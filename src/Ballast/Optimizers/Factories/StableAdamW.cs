using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>
    /// AdamW with Adafactor's update clipping (Wortsman et al. 2023): where the gradient is larger than its running size, over
    /// a whole tensor, the tensor's step shrinks by as much.
    /// </summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, and least root that is divided by, at least 0.</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer StableAdamW(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.99,
        double eps = 1e-6,
        double weight_decay = 0.01
    ) => StableAdamW(One(parameters), lr, beta1, beta2, eps, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer StableAdamW(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.99,
        double eps = 1e-6,
        double weight_decay = 0.01
    ) =>
        FusedOptimizer.Of<StableAdamWRule<float>, StableAdamWRule<double>>(
            "StableAdamW",
            groups,
            lr,
            [new("beta1", beta1, Below: 1), new("beta2", beta2, Below: 1), new("eps", eps), new("weight_decay", weight_decay)],
            ignoresGradientScale: true
        );
}

using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Adaptive Nesterov momentum (Xie et al. 2022). Four state tensors.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean difference, in [0, 1).</param>
    /// <param name="beta3">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">Proximal: the weight is divided by 1 + lr weight_decay.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Adan(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.98,
        double beta2 = 0.92,
        double beta3 = 0.99,
        double eps = 1e-8,
        double weight_decay = 0
    ) => Adan(One(parameters), lr, beta1, beta2, beta3, eps, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Adan(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-3,
        double beta1 = 0.98,
        double beta2 = 0.92,
        double beta3 = 0.99,
        double eps = 1e-8,
        double weight_decay = 0
    ) =>
        FusedOptimizer.Of<AdanRule<float>, AdanRule<double>>(
            "Adan",
            groups,
            lr,
            [
                new("beta1", beta1, Below: 1),
                new("beta2", beta2, Below: 1),
                new("beta3", beta3, Below: 1),
                new("eps", eps),
                new("weight_decay", weight_decay),
            ],
            ignoresGradientScale: true
        );
}

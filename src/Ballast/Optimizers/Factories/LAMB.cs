using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>
    /// Adam whose step has, tensor by tensor, the length of the weights times the learning rate (You et al. 2020); vectors take plain AdamW
    /// steps. Without the gradient clip that some versions hide inside.
    /// </summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer LAMB(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-6,
        double weight_decay = 0.01
    ) => LAMB(One(parameters), lr, beta1, beta2, eps, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer LAMB(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-6,
        double weight_decay = 0.01
    ) =>
        FusedOptimizer.Of<LambRule<float>, LambRule<double>>(
            "LAMB",
            groups,
            lr,
            [new("beta1", beta1, Below: 1), new("beta2", beta2, Below: 1), new("eps", eps), new("weight_decay", weight_decay)],
            ignoresGradientScale: true
        );
}

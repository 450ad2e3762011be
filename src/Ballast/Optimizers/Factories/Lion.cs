using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>The sign of momentum that leans towards the newest gradient (Chen et al. 2023). One state tensor.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">How much of the direction is momentum, in [0, 1).</param>
    /// <param name="beta2">Decay of the momentum, in [0, 1).</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Lion(
        IEnumerable<Parameter> parameters,
        double lr = 1e-4,
        double beta1 = 0.9,
        double beta2 = 0.99,
        double weight_decay = 0
    ) => Lion(One(parameters), lr, beta1, beta2, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Lion(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-4,
        double beta1 = 0.9,
        double beta2 = 0.99,
        double weight_decay = 0
    ) =>
        FusedOptimizer.Of<LionRule<float>, LionRule<double>>(
            "Lion",
            groups,
            lr,
            [new("beta1", beta1, Below: 1), new("beta2", beta2, Below: 1), new("weight_decay", weight_decay)],
            ignoresGradientScale: true
        );
}

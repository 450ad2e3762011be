using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Momentum divided by its own norm: every tensor moves by exactly the learning rate (Cutkosky, Mehta 2020).</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="momentum">Decay of the running mean, in [0, 1).</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer NormalizedSGD(
        IEnumerable<Parameter> parameters,
        double lr = 1e-2,
        double momentum = 0.9,
        double weight_decay = 0
    ) => NormalizedSGD(One(parameters), lr, momentum, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer NormalizedSGD(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-2,
        double momentum = 0.9,
        double weight_decay = 0
    ) =>
        FusedOptimizer.Of<NormalizedSgdRule<float>, NormalizedSgdRule<double>>(
            "NormalizedSGD",
            groups,
            lr,
            [new("momentum", momentum, Below: 1), new("weight_decay", weight_decay)],
            ignoresGradientScale: true
        );
}

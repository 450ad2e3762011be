using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>The sign of momentum (Bernstein et al. 2018); without momentum signSGD.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="momentum">Decay of the running mean, in [0, 1).</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Signum(
        IEnumerable<Parameter> parameters,
        double lr = 1e-4,
        double momentum = 0.9,
        double weight_decay = 0
    ) => Signum(One(parameters), lr, momentum, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Signum(IEnumerable<ParamGroup> groups, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0) =>
        FusedOptimizer.Of<SignumRule<float>, SignumRule<double>>(
            "Signum",
            groups,
            lr,
            [new("momentum", momentum, Below: 1), new("weight_decay", weight_decay)],
            ignoresGradientScale: true
        );
}

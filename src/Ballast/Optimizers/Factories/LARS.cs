using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>
    /// Momentum whose gradient is scaled, tensor by tensor, to a share of the norm of the weights (You, Gitman, Ginsburg 2017); vectors
    /// take plain steps.
    /// </summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="momentum">Decay of the velocity, in [0, 1).</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <param name="trust_coefficient">The share, at least 0.</param>
    /// <param name="eps">Added to the norm of the gradient, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer LARS(
        IEnumerable<Parameter> parameters,
        double lr = 1,
        double momentum = 0.9,
        double weight_decay = 0,
        double trust_coefficient = 1e-3,
        double eps = 1e-8
    ) => LARS(One(parameters), lr, momentum, weight_decay, trust_coefficient, eps);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer LARS(
        IEnumerable<ParamGroup> groups,
        double lr = 1,
        double momentum = 0.9,
        double weight_decay = 0,
        double trust_coefficient = 1e-3,
        double eps = 1e-8
    ) =>
        FusedOptimizer.Of<LarsRule<float>, LarsRule<double>>(
            "LARS",
            groups,
            lr,
            [
                new("momentum", momentum, Below: 1),
                new("weight_decay", weight_decay),
                new("trust_coefficient", trust_coefficient),
                new("eps", eps),
            ]
        );
}

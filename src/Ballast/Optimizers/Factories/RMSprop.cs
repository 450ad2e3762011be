using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Divides by the root of a running mean square (Tieleman, Hinton 2012).</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="alpha">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <param name="momentum">Decay of the velocity, in [0, 1). Groups can set it if the optimizer has it.</param>
    /// <param name="centered">Subtract the square of the mean, so that it is a variance.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer RMSprop(
        IEnumerable<Parameter> parameters,
        double lr = 1e-2,
        double alpha = 0.99,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum = 0,
        bool centered = false
    ) => RMSprop(One(parameters), lr, alpha, eps, weight_decay, momentum, centered);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer RMSprop(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-2,
        double alpha = 0.99,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum = 0,
        bool centered = false
    ) =>
        momentum == 0 && !centered
            ? FusedOptimizer.Of<RmsPropRule<float>, RmsPropRule<double>>(
                "RMSprop",
                groups,
                lr,
                [new("alpha", alpha, Below: 1), new("eps", eps), new("weight_decay", weight_decay)],
                ignoresGradientScale: true
            )
            : FusedOptimizer.Of<RmsPropMomentumRule<float>, RmsPropMomentumRule<double>>(
                "RMSprop",
                groups,
                lr,
                [
                    new("alpha", alpha, Below: 1),
                    new("eps", eps),
                    new("weight_decay", weight_decay),
                    new("momentum", momentum, Below: 1),
                    Hyperparameter.Switch("centered", centered),
                ],
                ignoresGradientScale: true
            );
}

using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Rectified Adam (Liu et al. 2020): plain momentum steps until the mean square can be trusted.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">L2 penalty, or, decoupled, share of the weight taken away per step, times the learning rate.</param>
    /// <param name="decoupled_weight_decay">Decay apart from the gradient.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer RAdam(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool decoupled_weight_decay = false
    ) => RAdam(One(parameters), lr, beta1, beta2, eps, weight_decay, decoupled_weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer RAdam(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool decoupled_weight_decay = false
    ) =>
        FusedOptimizer.Of<RAdamRule<float>, RAdamRule<double>>(
            "RAdam",
            groups,
            lr,
            [
                new("beta1", beta1, Below: 1),
                new("beta2", beta2, Below: 1),
                new("eps", eps),
                new("weight_decay", weight_decay),
                Hyperparameter.Switch("decoupled", decoupled_weight_decay),
            ]
        );
}

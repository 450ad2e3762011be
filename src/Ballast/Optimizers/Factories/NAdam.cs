using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Adam with Nesterov's look-ahead (Dozat 2016).</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">L2 penalty, or, decoupled, share of the weight taken away per step, times the learning rate.</param>
    /// <param name="momentum_decay">How fast the momentum rises: it is beta1 (1 - 0.96^(momentum_decay t) / 2).</param>
    /// <param name="decoupled_weight_decay">Decay apart from the gradient.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer NAdam(
        IEnumerable<Parameter> parameters,
        double lr = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum_decay = 4e-3,
        bool decoupled_weight_decay = false
    ) => NAdam(One(parameters), lr, beta1, beta2, eps, weight_decay, momentum_decay, decoupled_weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer NAdam(
        IEnumerable<ParamGroup> groups,
        double lr = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        double momentum_decay = 4e-3,
        bool decoupled_weight_decay = false
    ) =>
        FusedOptimizer.Of<NAdamRule<float>, NAdamRule<double>>(
            "NAdam",
            groups,
            lr,
            [
                new("beta1", beta1, Below: 1),
                new("beta2", beta2, Below: 1),
                new("eps", eps),
                new("weight_decay", weight_decay),
                new("momentum_decay", momentum_decay),
                Hyperparameter.Switch("decoupled", decoupled_weight_decay),
            ],
            ignoresGradientScale: true
        );
}

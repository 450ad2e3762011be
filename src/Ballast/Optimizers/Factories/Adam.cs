using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Adam (Kingma, Ba 2015).</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Adam(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0
    ) => new Adam(One(parameters), lr, beta1, beta2, eps, weight_decay, decoupled: false);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Adam(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0
    ) => new Adam(groups, lr, beta1, beta2, eps, weight_decay, decoupled: false);
}

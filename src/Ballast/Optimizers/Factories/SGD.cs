using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Stochastic gradient descent, optionally with momentum, Nesterov's included.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="momentum">Decay of the velocity, in [0, 1).</param>
    /// <param name="dampening">How much of each gradient the velocity leaves out, in [0, 1].</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <param name="nesterov">Look ahead along the velocity; needs momentum and no dampening.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer SGD(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double momentum = 0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false
    ) => SGD(One(parameters), lr, momentum, dampening, weight_decay, nesterov);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer SGD(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-3,
        double momentum = 0,
        double dampening = 0,
        double weight_decay = 0,
        bool nesterov = false
    ) =>
        nesterov && (momentum <= 0 || dampening != 0)
            ? throw new ArgumentException("nesterov needs a momentum above 0 and a dampening of 0.", nameof(nesterov))
            : new Sgd(groups, lr, momentum, dampening, weight_decay, nesterov);
}

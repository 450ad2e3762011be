using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Adam's mean square kept as means of rows and columns (Shazeer, Stern 2018), as PyTorch has it. Hardly any state.</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Largest relative step, at least 0: the step is it, or 1 / sqrt(t) where that is less, times the root mean square of
    /// the weights.</param>
    /// <param name="beta2_decay">The mean square forgets with 1 - t^-beta2_decay; PyTorch writes it with a minus.</param>
    /// <param name="eps1">Least mean square; 0 takes the precision of the type.</param>
    /// <param name="eps2">Least root mean square of the weights.</param>
    /// <param name="d">Above this root mean square an update is scaled down.</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Adafactor(
        IEnumerable<Parameter> parameters,
        double lr = 1e-2,
        double beta2_decay = 0.8,
        double eps1 = 0,
        double eps2 = 1e-3,
        double d = 1,
        double weight_decay = 0
    ) => Adafactor(One(parameters), lr, beta2_decay, eps1, eps2, d, weight_decay);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Adafactor(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-2,
        double beta2_decay = 0.8,
        double eps1 = 0,
        double eps2 = 1e-3,
        double d = 1,
        double weight_decay = 0
    ) =>
        RuleOptimizers.Create(
            new(
                "Adafactor",
                [new AdafactorEngine()],
                new("beta2_decay", beta2_decay),
                new("eps1", eps1),
                new("eps2", eps2),
                new("d", d),
                new("weight_decay", weight_decay)
            )
            {
                IgnoresGradientScale = true,
            },
            groups,
            lr
        );
}

using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>Divides by the root of the sum of all squares so far (Duchi, Hazan, Singer 2011).</summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="lr_decay">The learning rate is divided by 1 + lr_decay (t - 1).</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <param name="initial_accumulator_value">What the sum starts at, at least 0.</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer Adagrad(
        IEnumerable<Parameter> parameters,
        double lr = 1e-2,
        double lr_decay = 0,
        double weight_decay = 0,
        double initial_accumulator_value = 0,
        double eps = 1e-10
    ) => Adagrad(One(parameters), lr, lr_decay, weight_decay, initial_accumulator_value, eps);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer Adagrad(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-2,
        double lr_decay = 0,
        double weight_decay = 0,
        double initial_accumulator_value = 0,
        double eps = 1e-10
    ) =>
        FusedOptimizer.Of<AdagradRule<float>, AdagradRule<double>>(
            "Adagrad",
            groups,
            lr,
            [
                new("lr_decay", lr_decay),
                new("weight_decay", weight_decay),
                new("initial_accumulator_value", initial_accumulator_value),
                new("eps", eps),
            ],
            ignoresGradientScale: true
        );
}

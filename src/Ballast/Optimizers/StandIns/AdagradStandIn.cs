using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Steps TorchSharp's Adagrad by <see cref="AdagradRule{T}"/>. The sum starts at its initial value where the optimizer makes it.
/// </summary>
internal sealed class AdagradStandIn(Adagrad adagrad)
    : StandIn(
        adagrad,
        [new RuleEngine<AdagradRule<float>, AdagradRule<double>>()],
        "lr_decay",
        "weight_decay",
        "initial_accumulator_value",
        "eps"
    )
{
    private readonly Tensor?[] _tensors = new Tensor?[1];

    private protected override bool Knows(OptimizerOptions options) => options is Adagrad.Options;

    private protected override void Read(OptimizerOptions options, double[] hyperparameters)
    {
        var it = (Adagrad.Options)options;
        (hyperparameters[1], hyperparameters[2], hyperparameters[3], hyperparameters[4]) = (
            it.lr_decay!.Value,
            it.weight_decay!.Value,
            0,
            it.eps!.Value
        );
    }

    private protected override ReadOnlySpan<Tensor?> StateOf(OptimizerState state)
    {
        _tensors[0] = ((Adagrad.State)state).sum;
        return _tensors;
    }

    private protected override void Lend(OptimizerState state, ref FusedStep step)
    {
        var it = (Adagrad.State)state;
        (step.State.Step, step.State.Slots[0]) = (it.step, it.sum);
    }

    private protected override void TakeBack(OptimizerState state, in FusedStep step) => ((Adagrad.State)state).step = step.State.Step;
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Steps TorchSharp's SGD by <see cref="SgdRule{T}"/>, and by <see cref="PlainSgdRule{T}"/> where there is no momentum. It has no
/// step counter: what tells the first step is that there is no velocity yet.
/// </summary>
internal sealed class SgdStandIn(SGD sgd)
    : StandIn(
        sgd,
        [new RuleEngine<SgdRule<float>, SgdRule<double>>(), new RuleEngine<PlainSgdRule<float>, PlainSgdRule<double>>()],
        "momentum",
        "dampening",
        "weight_decay",
        "nesterov"
    )
{
    private readonly Tensor?[] _tensors = new Tensor?[1];

    private protected override bool Knows(OptimizerOptions options) => options is SGD.Options { maximize: false };

    private protected override void Read(OptimizerOptions options, double[] hyperparameters)
    {
        var it = (SGD.Options)options;
        (hyperparameters[1], hyperparameters[2]) = (it.momentum!.Value, it.dampening!.Value);
        (hyperparameters[3], hyperparameters[4]) = (it.weight_decay!.Value, it.nesterov!.Value ? 1 : 0);
    }

    private protected override ReadOnlySpan<Tensor?> StateOf(OptimizerState state)
    {
        _tensors[0] = ((SGD.State)state).momentum_buffer;
        return _tensors;
    }

    private protected override void Lend(OptimizerState state, ref FusedStep step)
    {
        var buffer = ((SGD.State)state).momentum_buffer;
        step.Engine = step.Hyperparameters[1] == 0 ? 1 : 0;
        (step.State.Step, step.State.Slots[0]) = (buffer is null ? 0 : 1, buffer);
    }

    // a velocity that the step made: the optimizer's own from here on
    private protected override void TakeBack(OptimizerState state, in FusedStep step) =>
        ((SGD.State)state).momentum_buffer = step.State.Slots[0]!;
}

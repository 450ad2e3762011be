using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Steps TorchSharp's RMSProp by <see cref="RmsPropRule{T}"/>, and by <see cref="RmsPropMomentumRule{T}"/> where it has momentum or is
/// centered.
/// </summary>
internal sealed class RmsPropStandIn(RMSProp rmsProp)
    : StandIn(
        rmsProp,
        [
            new RuleEngine<RmsPropMomentumRule<float>, RmsPropMomentumRule<double>>(),
            new RuleEngine<RmsPropRule<float>, RmsPropRule<double>>(),
        ],
        "alpha",
        "eps",
        "weight_decay",
        "momentum",
        "centered"
    )
{
    private readonly Tensor?[] _tensors = new Tensor?[3];

    private protected override bool Knows(OptimizerOptions options) => options is RMSProp.Options { maximize: false };

    private protected override void Read(OptimizerOptions options, double[] hyperparameters)
    {
        var it = (RMSProp.Options)options;
        (hyperparameters[1], hyperparameters[2], hyperparameters[3]) = (it.alpha!.Value, it.eps!.Value, it.weight_decay!.Value);
        (hyperparameters[4], hyperparameters[5]) = (it.momentum!.Value, it.centered!.Value ? 1 : 0);
    }

    private protected override ReadOnlySpan<Tensor?> StateOf(OptimizerState state)
    {
        var it = (RMSProp.State)state;
        (_tensors[0], _tensors[1], _tensors[2]) = (it.momentum_buffer, it.square_avg, it.grad_avg);
        return _tensors;
    }

    private protected override void Lend(OptimizerState state, ref FusedStep step)
    {
        var it = (RMSProp.State)state;
        step.Engine = step.Hyperparameters[4] == 0 && step.Hyperparameters[5] == 0 ? 1 : 0;
        var slots = step.State.Slots;
        if (step.Engine == 1)
            slots[0] = it.square_avg;
        else
            (slots[0], slots[1], slots[2]) = (it.momentum_buffer, it.square_avg, it.grad_avg);
        step.State.Step = it.step;
    }

    private protected override void TakeBack(OptimizerState state, in FusedStep step) => ((RMSProp.State)state).step = step.State.Step;
}

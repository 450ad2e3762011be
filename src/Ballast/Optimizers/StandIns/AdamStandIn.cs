using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Steps TorchSharp's Adam by <see cref="AdamRule{T}"/>.</summary>
internal sealed class AdamStandIn(TorchSharp.Modules.Adam adam)
    : StandIn(adam, [new RuleEngine<AdamRule<float>, AdamRule<double>>()], "beta1", "beta2", "eps", "weight_decay", "decoupled")
{
    private readonly Tensor?[] _tensors = new Tensor?[2];

    private protected override bool Knows(OptimizerOptions options) =>
        options is TorchSharp.Modules.Adam.Options { amsgrad: false, maximize: false };

    private protected override void Read(OptimizerOptions options, double[] hyperparameters)
    {
        var it = (TorchSharp.Modules.Adam.Options)options;
        (hyperparameters[1], hyperparameters[2], hyperparameters[3]) = (it.beta1!.Value, it.beta2!.Value, it.eps!.Value);
        (hyperparameters[4], hyperparameters[5]) = (it.weight_decay!.Value, 0);
    }

    private protected override ReadOnlySpan<Tensor?> StateOf(OptimizerState state)
    {
        var it = (TorchSharp.Modules.Adam.State)state;
        (_tensors[0], _tensors[1]) = (it.exp_avg, it.exp_avg_sq);
        return _tensors;
    }

    private protected override void Lend(OptimizerState state, ref FusedStep step)
    {
        var it = (TorchSharp.Modules.Adam.State)state;
        (step.State.Step, step.State.Slots[0], step.State.Slots[1]) = (it.step, it.exp_avg, it.exp_avg_sq);
    }

    private protected override void TakeBack(OptimizerState state, in FusedStep step) =>
        ((TorchSharp.Modules.Adam.State)state).step = step.State.Step;
}

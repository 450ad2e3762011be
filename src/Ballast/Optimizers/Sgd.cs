using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>See <see cref="SgdRule{T}"/>; without momentum anywhere it takes the rule that keeps no state.</summary>
internal sealed class Sgd(IEnumerable<ParamGroup> groups, double lr, double momentum, double dampening, double weightDecay, bool nesterov)
    : FusedOptimizer(groups, lr, 1,
        (new("momentum", Below: 1), momentum), (new("dampening", Below: 1, Included: true), dampening),
        (new("weight_decay"), weightDecay), (new("nesterov", Below: 1, Included: true), nesterov ? 1 : 0)), IMomentum
{
    private readonly UpdateEngine<SgdRule<float>, SgdRule<double>> _heavy = new();
    private readonly UpdateEngine<PlainSgdRule<float>, PlainSgdRule<double>> _plain = new();

    public double Momentum
    {
        get => ((FusedGroup)_parameter_groups[0]).Fused["momentum"];
        set
        {
            foreach (var group in _parameter_groups.Cast<FusedGroup>()) group.Fused["momentum"] = value;
        }
    }

    internal override bool IgnoresGradientScale => false;

    private protected override UpdateEngine Engine => _parameter_groups.All(group => ((FusedGroup)group).Fused["momentum"] == 0) ? _plain : _heavy;

    private protected override void StepWithLibtorch(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] h, long step) =>
        LibtorchSteps.Sgd(weights, gradients, h[1] == 0 ? [] : [.. steps.Select(s => s.State.Slot(0))], h, first: step == 1);
}

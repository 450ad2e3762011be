using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>See <see cref="AdamRule{T}"/>: Adam with the decay in the gradient.</summary>
internal sealed class Adam(IEnumerable<ParamGroup> groups, double lr, (double, double) betas, double eps, double weightDecay)
    : AdamFamily(groups, lr, betas, eps, weightDecay, decoupled: false);

/// <summary>See <see cref="AdamRule{T}"/>: Adam with decoupled decay.</summary>
internal sealed class AdamW(IEnumerable<ParamGroup> groups, double lr, (double, double) betas, double eps, double weightDecay)
    : AdamFamily(groups, lr, betas, eps, weightDecay, decoupled: true);

/// <summary>What Adam and AdamW share: all but where the decay goes.</summary>
internal abstract class AdamFamily(IEnumerable<ParamGroup> groups, double lr, (double Beta1, double Beta2) betas, double eps, double weightDecay, bool decoupled)
    : FusedOptimizer(groups, lr, 2,
        (new("beta1", Below: 1), betas.Beta1), (new("beta2", Below: 1), betas.Beta2), (new("eps"), eps),
        (new("weight_decay"), weightDecay), (new("decoupled", Below: 1, Included: true), decoupled ? 1 : 0)), IBetas
{
    public (double, double) Betas
    {
        get => ((IBetas)_parameter_groups[0]).Betas;
        set
        {
            foreach (var group in _parameter_groups.Cast<IBetas>()) group.Betas = value;
        }
    }

    internal override bool IgnoresGradientScale => true;

    private protected override UpdateEngine Engine { get; } = new UpdateEngine<AdamRule<float>, AdamRule<double>>();

    private protected override void StepWithLibtorch(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] h, long step) =>
        LibtorchSteps.Adam(weights, gradients, [.. steps.Select(s => s.State.Slot(0))], [.. steps.Select(s => s.State.Slot(1))], h, step);
}

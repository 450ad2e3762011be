using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>See <see cref="AdamRule{T}"/>: Adam and, where the decay is decoupled, AdamW.</summary>
internal sealed class Adam(IEnumerable<ParamGroup> groups, double lr, double beta1, double beta2, double eps, double weightDecay, bool decoupled)
    : BetasOptimizer(decoupled ? "AdamW" : "Adam", groups, lr, [new RuleEngine<AdamRule<float>, AdamRule<double>>()],
        new("beta1", beta1, Below: 1), new("beta2", beta2, Below: 1), new("eps", eps), new("weight_decay", weightDecay), Hyperparameter.Switch("decoupled", decoupled))
{
    internal override bool IgnoresGradientScale => true;

    private protected override bool HasLibtorchStep => true;

    private protected override void StepWithLibtorch(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] h, long step) =>
        LibtorchSteps.Adam(weights, gradients, [.. steps.Select(s => s.State.Slot(0))], [.. steps.Select(s => s.State.Slot(1))], h, step);
}

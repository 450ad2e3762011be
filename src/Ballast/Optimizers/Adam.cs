using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>See <see cref="AdamRule{T}"/>: Adam and, where the decay is decoupled, AdamW.</summary>
internal sealed class Adam(
    IEnumerable<ParamGroup> groups,
    double lr,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    bool decoupled
)
    : BetasOptimizer(
        new(
            decoupled ? "AdamW" : "Adam",
            [new RuleEngine<AdamRule<float>, AdamRule<double>>()],
            new("beta1", beta1, Below: 1),
            new("beta2", beta2, Below: 1),
            new("eps", eps),
            new("weight_decay", weightDecay),
            Hyperparameter.Switch("decoupled", decoupled)
        )
        {
            IgnoresGradientScale = true,
            Whole = Step,
        },
        groups,
        lr
    )
{
    private static void Step(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] h, long step) =>
        LibtorchSteps.Adam(weights, gradients, [.. steps.Select(s => s.State.Slot(0))], [.. steps.Select(s => s.State.Slot(1))], h, step);
}

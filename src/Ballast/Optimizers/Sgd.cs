using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>See <see cref="SgdRule{T}"/>; a group without momentum takes the rule that keeps no state.</summary>
internal sealed class Sgd(IEnumerable<ParamGroup> groups, double lr, double momentum, double dampening, double weightDecay, bool nesterov)
    : MomentumOptimizer(
        new(
            "SGD",
            [new RuleEngine<SgdRule<float>, SgdRule<double>>(), new RuleEngine<PlainSgdRule<float>, PlainSgdRule<double>>()],
            new("momentum", momentum, Below: 1),
            new("dampening", dampening, Below: 1, Included: true),
            new("weight_decay", weightDecay),
            Hyperparameter.Switch("nesterov", nesterov)
        )
        {
            // a schedule may switch momentum on later; memory for the velocity is taken when it is first used
            EngineOf = (_, options) => options["momentum"] == 0 ? 1 : 0,
            MayChangeEngine = true,
            Whole = Step,
        },
        groups,
        lr
    )
{
    private static void Step(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] h, long step) =>
        LibtorchSteps.Sgd(weights, gradients, h[1] == 0 ? [] : [.. steps.Select(s => s.State.Slot(0))], h, first: step == 1);
}

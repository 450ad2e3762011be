using TorchSharp.Modules;
using static TorchSharp.torch.nn.utils;

namespace Ballast.Lab;

/// <summary>Every policy that a suite can run under.</summary>
public static class Policies
{
    private static readonly Policy[] s_all =
    [
        new GuardedPolicy("none", _ => GuardOptions.Off),
        new GuardedPolicy("auto", steps => GuardOptions.Auto with { Horizon = steps, Recovery = new() })
        {
            Prepares = true,
            GuardsBackward = true,
        },
        new GuardedPolicy("auto-one-line", _ => GuardOptions.Auto),
        new RanksPolicy("auto-ranks-2", 2, OnRank),
        new RanksPolicy("auto-ranks-4", 4, OnRank),
        new ClippingPolicy("clip-norm-1", () => parameters => clip_grad_norm_(parameters, 1)),
        new ClippingPolicy("keras-clipnorm-1", () => parameters => Gradients.ClipEach(parameters, 1)),
        new GuardedPolicy("clip-value-1", _ => Plain(Transforms.ClipValue(1))),
        new GuardedPolicy("clip-value-0.5", _ => Plain(Transforms.ClipValue(0.5))),
        new GuardedPolicy("agc-optax", _ => Plain(Transforms.Agc(sparesOutput: false))),
        new GuardedPolicy("agc-timm", _ => Plain(Transforms.Agc())),
        new ClippingPolicy("autoclip", () => new AutoClip().Clip),
        new ClippingPolicy("zclip", () => new ZClip().Clip),
        new ClippingPolicy("adagc", () => new AdaGC().Clip),
        new GuardedPolicy("spam", _ => GuardOptions.Off) { Replacement = (parameters, rate) => Optimizers.SPAM(parameters, rate) },
        new GuardedPolicy("stable-adamw", _ => GuardOptions.Off)
        {
            Replacement = (parameters, rate) => Optimizers.StableAdamW(parameters, rate),
        },
        new ScalingPolicy("gradscaler-clip"),
        new RewindingPolicy("rewind-skip", clips: false),
        new RewindingPolicy("rewind-combo", clips: true),
        new AroundStepPolicy("clip-update-3s", () => new ClipUpdate()),
        new AroundStepPolicy("skip-step-6s", () => new SkipStep()),
        new AroundStepPolicy("spectra", () => new Spectra()),
        new AroundStepPolicy("hyperball", () => new Hyperball()),
        new EpochRecoveringPolicy("epoch-recover"),
        new GuardedPolicy("skip", _ => new()),
        new GuardedPolicy("autoclip-rule", _ => new() { Rules = [Rules.AutoClip()] }),
        new GuardedPolicy("zclip-rule", _ => new() { Rules = [Rules.ZClip()] }),
        new GuardedPolicy("adagc-rule", _ => new() { Rules = [Rules.AdaGC()] }),
        new GuardedPolicy("combo", _ => Combo()),
        new GuardedPolicy("combo-warmcos", _ => Combo()) { WarmsUpAndCools = true },
        new GuardedPolicy("adamw-combo", _ => Combo()) { Replacement = AdamW },
        new GuardedPolicy("init-adamw-combo", _ => Combo() with { Repair = true }) { Prepares = true, Replacement = AdamW },
        new GuardedPolicy("init-combo-warmcos", _ => Combo() with { Repair = true }) { Prepares = true, WarmsUpAndCools = true },
        .. Ablations.All,
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Policy> All => s_all;

    /// <summary>
    /// Looks a policy up by name; techniques of <see cref="ComparisonTechniques"/> are policies too, and
    /// <c>oracle,lr=0.3,clip=1,start=sane</c> and its like are settings of the oracle's search.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such name; all names are listed.</exception>
    public static Policy Create(string name) =>
        s_all.FirstOrDefault(policy => policy.Name == name)
        ?? ComparisonTechniques.All.FirstOrDefault(technique => technique.Name == name)
        ?? OracleSetting.Parse(name)?.Policy
        ?? throw new ArgumentException(
            $"There is no policy '{name}'; there are {string.Join(", ", s_all.Select(policy => policy.Name))}, and the techniques of "
                + $"comparisons: {string.Join(", ", ComparisonTechniques.All.Select(technique => technique.Name))}.",
            nameof(name)
        );

    private static GuardedPolicy OnRank(ICollective world) =>
        new("auto", steps => GuardOptions.Auto with { Horizon = steps, Recovery = new(), Collective = world })
        {
            Prepares = true,
            GuardsBackward = true,
        };

    // 1e-3 whatever the user chose
    private static FusedOptimizer AdamW(IEnumerable<Parameter> parameters, double rate) => Optimizers.AdamW(parameters);

    // as used elsewhere: whatever comes out of it is stepped by
    private static GuardOptions Plain(IGradientTransform transform) => GuardOptions.Off with { Transforms = [transform] };

    // a non-finite step is skipped by the guard's own floor
    private static GuardOptions Combo() => new() { Rules = [Rules.ClipNorm(1)] };
}

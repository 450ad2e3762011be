namespace Ballast.Lab;

/// <summary>The built-in techniques, each at its defaults.</summary>
public static class ComparisonTechniques
{
    /// <summary>What all others are compared with.</summary>
    public const string Baseline = "baseline";

    private const string Step = "\nguard.Step(loss);";

    /// <summary>All of them, the baseline first, kindred ones side by side.</summary>
    public static IReadOnlyList<ComparisonTechnique> All { get; } =
    [
        new(Baseline, "nothing", ""),
        Dropped("dropout-0.2", 0.2, "dropout"),
        Dropped("dropout-0.5", 0.5, "dropout"),
        Dropped("zoneout-0.2", 0.2, "zoneout"),
        Flip(FlipMode.Rollback),
        Flip(FlipMode.Twin),
        Flip(FlipMode.Row),
        Flip(FlipMode.Auto),
        new(
            "mirror-hypentropy",
            "mirror descent, hypentropy, rate 0.1, dual clip 0.1",
            "using var optimizer = Optimizers.MirrorDescent(model.parameters());"
        )
        {
            Optimizer = parameters => Optimizers.MirrorDescent(parameters),
        },
        new(
            "mirror-polyak",
            "mirror descent, hypentropy, smoothed Polyak step from the training curve",
            "var polyak = new PolyakStep { Softness = 10 };\n"
                + "using var optimizer = Optimizers.MirrorDescent(model.parameters(), lr: 0.01, momentum: 0.9, polyak: polyak);\n"
                + "using var guard = StepGuard.For(model, optimizer, new GuardOptions());"
                + Step
        )
        {
            Optimizer = parameters =>
                Optimizers.MirrorDescent(parameters, lr: 0.01, momentum: 0.9, polyak: new PolyakStep { Softness = 10 }),
        },
        new("clip-1", "gradients clipped to a global norm of 1", "nn.utils.clip_grad_norm_(model.parameters(), 1);")
        {
            Guard = () => new() { Rules = [Rules.ClipNorm(1)] },
        },
        new("clip-0.1", "gradients clipped to a global norm of 0.1", "nn.utils.clip_grad_norm_(model.parameters(), 0.1);")
        {
            Guard = () => new() { Rules = [Rules.ClipNorm(0.1)] },
        },
        new(
            "agc",
            "adaptive gradient clipping of every unit to 0.01 of its weights, but for the last layer",
            "using var guard = StepGuard.For(model, optimizer, new GuardOptions { Transforms = [Transforms.Agc()] });" + Step
        )
        {
            Guard = () => new() { Transforms = [Transforms.Agc()] },
        },
        new(
            "unit-cap",
            "the change of every unit limited to 0.01 of its weights",
            "using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [WeightEdits.UnitUpdateCap(ratio: 0.01)] });"
                + Step
        )
        {
            Guard = () => new() { Edits = [WeightEdits.UnitUpdateCap(ratio: 0.01)] },
        },
        new("auto-guard", "the automatic guard, without set-up and horizon", "using var guard = StepGuard.For(model, optimizer);" + Step)
        {
            Guard = () => GuardOptions.Auto,
        },
        new(
            "auto-guard-recovery",
            "the automatic guard, and the way back",
            "using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Recovery = new() });\n"
                + "guard.Recover([batches], () => batches.Next((x, y) => nn.functional.cross_entropy(model.call(x), y)));"
                + Step
        )
        {
            Guard = () => GuardOptions.Auto with { Recovery = new() },
        },
        new(
            "auto-guard-flip",
            "the automatic guard and Deadly Flip",
            "using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Edits = [new DeadlyFlip()] });" + Step
        )
        {
            Guard = () => GuardOptions.Auto with { Edits = [new DeadlyFlip()] },
        },
    ];

    /// <summary>One by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the nearest one is suggested.</exception>
    public static ComparisonTechnique Of(string name) =>
        All.FirstOrDefault(technique => technique.Name == name)
        ?? throw Suggestion.Unknown("technique", name, [.. All.Select(technique => technique.Name)], nameof(name));

    private static ComparisonTechnique Flip(FlipMode mode) =>
        new(
            $"flip-{mode.ToString().ToLowerInvariant()}",
            $"Deadly Flip, mode {mode}",
            $"var flip = new DeadlyFlip(new DeadlyFlipOptions {{ Mode = FlipMode.{mode} }});\n"
                + "using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [flip] });"
                + Step
        )
        {
            Guard = () => new() { Edits = [new DeadlyFlip(new DeadlyFlipOptions { Mode = mode })] },
        };

    private static ComparisonTechnique Dropped(string name, double rate, string kind) =>
        new(
            name,
            FormattableString.Invariant(
                $"{(kind == "zoneout" ? kind : "dropout after activations, variational in recurrences")}, rate {rate}"
            ),
            FormattableString.Invariant($"var options = new ModelOptions {{ Regularizers = [new Regularizer(\"{kind}\", {rate})] }};")
        )
        {
            Dropout = rate,
            IsZoneout = kind == "zoneout",
        };
}

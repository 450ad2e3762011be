namespace Ballast.Cli;

/// <summary>
/// A rule, cap, gradient transform or weight edit that a config can name: its settings, and how to make it. A setting without a default has
/// to be given.
/// </summary>
internal sealed record GuardRuleKind(string Name, GuardSetting[] Settings)
{
    /// <summary>Makes a rule; null where it is something else.</summary>
    public Func<GuardRuleConfig, IGuardRule>? Rule { get; init; }

    /// <summary>Makes a cap; null where it is something else.</summary>
    public Func<GuardRuleConfig, ICapRule>? Cap { get; init; }

    /// <summary>Makes a gradient transform; null where it is something else.</summary>
    public Func<GuardRuleConfig, IGradientTransform>? Transform { get; init; }

    /// <summary>Makes a weight edit; null where it is something else.</summary>
    public Func<GuardRuleConfig, IWeightEdit>? Edit { get; init; }

    /// <summary>All of them; adding one is one row.</summary>
    public static IReadOnlyList<GuardRuleKind> All { get; } =
    [
        new("clip-norm", [new("max", NumberRange.Above0(1e6))]) { Rule = it => Rules.ClipNorm(it["max"]) },
        new("clip-each", [new("max", NumberRange.Above0(1e6))]) { Rule = it => Rules.ClipEach(it["max"]) },
        new(
            "clip-spikes",
            [new("factor", new(1, 1e6, LowIncluded: false), 3), new("memory", NumberRange.Below1, 0.95), GuardSetting.Whole("after", 1, 5)]
        )
        {
            Rule = it => Rules.ClipSpikes(it["factor"], it["memory"], (int)it["after"]),
        },
        new("autoclip", [new("quantile", new(0, 1, LowIncluded: false, HighIncluded: false), 0.1), GuardSetting.Whole("memory", 2, 1000)])
        {
            Rule = it => Rules.AutoClip(it["quantile"], (int)it["memory"]),
        },
        new(
            "zclip",
            [new("threshold", NumberRange.Above0(1e6), 2.5), new("memory", NumberRange.Below1, 0.97), GuardSetting.Whole("after", 2, 25)]
        )
        {
            Rule = it => Rules.ZClip(it["threshold"], it["memory"], (int)it["after"]),
        },
        new(
            "adagc",
            [
                new("factor", new(1, 1e6, LowIncluded: false), 1.05),
                new("memory", NumberRange.Below1, 0.98),
                GuardSetting.Whole("after", 1, 100),
                new("max", NumberRange.Above0(1e6), 1),
            ]
        )
        {
            Rule = it => Rules.AdaGC(it["factor"], it["memory"], (int)it["after"], it["max"]),
        },
        new(
            "loss-spike",
            [
                new("threshold", NumberRange.Above0(1e6), 6),
                GuardSetting.Whole("memory", 4, 64),
                GuardSetting.Whole("after", 4, 16),
                GuardSetting.Whole("most", 1, 2),
            ]
        )
        {
            Rule = it => Rules.LossSpike(it["threshold"], (int)it["memory"], (int)it["after"], (int)it["most"]),
        },
        new("escalate", [GuardSetting.Whole("after", 0, 40)]) { Rule = it => Rules.Escalate((int)it["after"]) },
        new("update-cap", [new("ratio", NumberRange.Above0(1e6), 0.012)]) { Cap = it => Rules.UpdateCap(it["ratio"]) },
        new("clip-value", [new("max", NumberRange.Above0(1e6))]) { Transform = it => Transforms.ClipValue(it["max"]) },
        new(
            "agc",
            [
                new("ratio", NumberRange.Above0(1e6), 0.01),
                new("floor", NumberRange.Above0(1e6), 1e-3),
                GuardSetting.Flag("spares-output", true),
            ]
        )
        {
            Transform = it => Transforms.Agc(it["ratio"], it["floor"], it["spares-output"] != 0),
        },
        new(
            "clip-spike-values",
            [
                new("threshold", new(1, 1e6, LowIncluded: false), 50),
                new("memory", NumberRange.Below1, 0.999),
                GuardSetting.Whole("after", 1, 20),
            ]
        )
        {
            Transform = it => Transforms.ClipSpikeValues(it["threshold"], it["memory"], (int)it["after"]),
        },
        new("centralize", []) { Transform = _ => Transforms.Centralize() },
        new("normalize", [new("norm", NumberRange.Above0(1e6), 1)]) { Transform = it => Transforms.Normalize(it["norm"]) },
        new("noise", [new("variance", NumberRange.Above0(1e6), 0.01), new("decay", new(0, 1), 0.55), GuardSetting.Whole("seed", 0, 0)])
        {
            Transform = it => Transforms.Noise(it["variance"], it["decay"], (long)it["seed"]),
        },
        new("trust-ratio", [new("coefficient", NumberRange.Above0(1e6), 1e-3)])
        {
            Transform = it => Transforms.TrustRatio(it["coefficient"]),
        },
        new("unit-update-cap", [new("ratio", NumberRange.Above0(1e6), 0.1), new("floor", NumberRange.Above0(1e6), 1e-3)])
        {
            Edit = it => WeightEdits.UnitUpdateCap(it["ratio"], it["floor"]),
        },
        new("max-norm", [new("max", NumberRange.Above0(1e6), 3)]) { Edit = it => WeightEdits.MaxNorm(it["max"]) },
        new("spectral-norm", [new("max", NumberRange.Above0(1e6), 1)]) { Edit = it => WeightEdits.SpectralNorm(it["max"]) },
        new("qk-clip", [new("max", NumberRange.Above0(1e6), 100)]) { Edit = it => WeightEdits.QkClip(it["max"]) },
        new("momentum-reset", [GuardSetting.Whole("every", 1, 500)]) { Edit = it => WeightEdits.MomentumReset((int)it["every"]) },
    ];
}

/// <summary>One number of a rule in a config.</summary>
/// <param name="Key">As written in the file.</param>
/// <param name="Range">Allowed numbers.</param>
/// <param name="Default">What is taken where the file says nothing; null if it has to.</param>
internal sealed record GuardSetting(string Key, NumberRange Range, double? Default = null)
{
    private const int Most = 1_000_000;
    private bool _whole,
        _flag;

    public static GuardSetting Whole(string key, int least, int value) => new(key, new(least, Most), value) { _whole = true };

    /// <summary>Yes or no, as 1 or 0.</summary>
    public static GuardSetting Flag(string key, bool value) => new(key, new(0, 1), value ? 1 : 0) { _flag = true };

    public double Read(ConfigNode node) =>
        _flag ? (node.Flag(Key, Default == 1) ? 1 : 0)
        : _whole ? node.Whole(Key, (long)Range.Low, Most, (long)Default!.Value)
        : Default is { } value ? node.Number(Key, Range, value)
        : node.Need(Key, $"'{Key}: 1'").AsNumber(Range);
}

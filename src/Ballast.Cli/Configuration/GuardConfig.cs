namespace Ballast.Cli;

/// <summary>The guard section: a preset, and what is different from it.</summary>
/// <param name="Preset">auto, observe or off. Default auto.</param>
/// <param name="Rules">Rules added to the preset, or in place of its rule of the same name.</param>
/// <param name="Caps">In place of the preset's caps; null for those.</param>
internal sealed record GuardConfig(string Preset, IReadOnlyList<GuardRuleConfig> Rules, IReadOnlyList<GuardRuleConfig>? Caps = null)
{
    // what a guard that is off has no use for; transforms and edits act without one as well
    private static readonly string[] Sections =
    [
        "rules",
        "caps",
        "loss-range",
        "restore-buffers",
        "retreat-outputs",
        "repair",
        "quarantine",
        "recovery",
    ];

    /// <summary>All presets.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["auto", "observe", "off"];

    /// <summary>Gradient transforms, in the order in which they act. Default none.</summary>
    public IReadOnlyList<GuardRuleConfig> Transforms { get; init; } = [];

    /// <summary>Weight edits. Default none.</summary>
    public IReadOnlyList<GuardRuleConfig> Edits { get; init; } = [];

    /// <summary>Whether the loss is scaled where gradients overflow or vanish. Default true.</summary>
    public bool LossRange { get; init; } = true;

    /// <summary>Whether buffers are put back when a step is refused. Default true.</summary>
    public bool RestoreBuffers { get; init; } = true;

    /// <summary>Whether the output layer is made smaller where no batch has a finite loss. Default true.</summary>
    public bool RetreatOutputs { get; init; } = true;

    /// <summary>Whether set-up may repair before the first step. Default true.</summary>
    public bool Repair { get; init; } = true;

    /// <summary>Whether samples that make a loss non-finite are left out. Default true.</summary>
    public bool Quarantine { get; init; } = true;

    /// <summary>How a training goes back to an earlier state; null for not at all. Default: as the trainer does.</summary>
    public RecoveryOptions? Recovery { get; init; } = new();

    /// <summary>True if nothing differs from the preset.</summary>
    public bool IsPreset =>
        Rules.Count + Transforms.Count + Edits.Count == 0
        && Caps is null
        && LossRange
        && RestoreBuffers
        && RetreatOutputs
        && Repair
        && Quarantine
        && Recovery == new RecoveryOptions();

    public static GuardConfig Read(ConfigNode node)
    {
        node = node.Named("preset");
        var preset = node.Choice("preset", Presets, "auto");
        var config = new GuardConfig(
            preset,
            ReadList(node, "rules", "rules, for instance [ { name: clip-norm, max: 1 } ]", kind => kind.Rule is not null) ?? [],
            ReadList(node, "caps", "caps, for instance [ { name: update-cap, ratio: 0.01 } ]", kind => kind.Cap is not null)
        )
        {
            Transforms = ReadList(node, "transforms", "transforms, for instance [ { name: clip-value, max: 1 } ]", kind =>
                kind.Transform is not null
            ) ?? [],
            Edits = ReadList(node, "edits", "edits, for instance [ { name: max-norm, max: 3 } ]", kind => kind.Edit is not null) ?? [],
            LossRange = node.Flag("loss-range", true),
            RestoreBuffers = node.Flag("restore-buffers", true),
            RetreatOutputs = node.Flag("retreat-outputs", true),
            Repair = node.Flag("repair", true),
            Quarantine = node.Flag("quarantine", true),
            Recovery = node.Find("recovery") is { } recovery ? RecoveryConfig.Read(recovery) : new(),
        };
        node.Close("a setting of the guard");
        if (
            preset == "off"
            && Array.Find(Sections, section => node.Find(section) is not null) is { } idle
            && (idle != "rules" || config.Rules.Count > 0)
        )
            throw new ConfigException(
                node.Find(idle)!.Place,
                $"guard.{idle} is given, but guard.preset is off, so {(idle == "rules" ? "no rule" : "nothing of it")} would act.",
                $"Choose the preset auto or observe, or remove {(idle == "rules" ? "the rules" : idle)}."
            )
            {
                Path = $"guard.{idle}",
            };
        return config;
    }

    /// <summary>The guard that this describes; new rules with every call, since they hold state.</summary>
    public GuardOptions Options()
    {
        var preset = Preset switch
        {
            "auto" => GuardOptions.Auto,
            "observe" => GuardOptions.ObserveOnly,
            _ => GuardOptions.Off,
        };
        if (IsPreset)
            return preset;
        var own = Rules.Select(rule => rule.Kind.Rule!(rule)).ToArray();
        return preset with
        {
            Rules = [.. preset.Rules.Where(rule => !Array.Exists(own, it => it.GetType() == rule.GetType())), .. own],
            Transforms = [.. Transforms.Select(it => it.Kind.Transform!(it))],
            Edits = [.. Edits.Select(it => it.Kind.Edit!(it))],
            Caps = Caps is null ? preset.Caps : [.. Caps.Select(cap => cap.Kind.Cap!(cap))],
            ControlLossRange = preset.ControlLossRange && LossRange,
            RestoreBuffers = preset.RestoreBuffers && RestoreBuffers,
            RetreatOutputs = preset.RetreatOutputs && RetreatOutputs,
            Repair = preset.Repair && Repair,
        };
    }

    private static IReadOnlyList<GuardRuleConfig>? ReadList(
        ConfigNode node,
        string key,
        string example,
        Func<GuardRuleKind, bool> belongs
    ) => node.Find(key) is { } list ? GuardRuleConfig.ReadAll(list, $"a list of {example}", GuardRuleKind.All.Where(belongs)) : null;
}

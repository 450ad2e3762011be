namespace Ballast.Cli;

/// <summary>The guard section: a preset, and what is different from it.</summary>
/// <param name="Preset">auto, observe or off. Default auto.</param>
/// <param name="Rules">Rules added to the preset, or in place of its rule of the same name.</param>
/// <param name="Caps">In place of the preset's caps; null for those.</param>
internal sealed record GuardConfig(string Preset, IReadOnlyList<GuardRuleConfig> Rules, IReadOnlyList<GuardRuleConfig>? Caps = null)
{
    private static readonly string[] Sections = ["rules", "caps", "loss-range", "restore-buffers", "retreat-outputs", "repair", "recovery"];

    /// <summary>All presets.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["auto", "observe", "off"];

    /// <summary>Whether the loss is scaled where gradients overflow or vanish. Default true.</summary>
    public bool LossRange { get; init; } = true;

    /// <summary>Whether buffers are put back when a step is refused. Default true.</summary>
    public bool RestoreBuffers { get; init; } = true;

    /// <summary>Whether the output layer is made smaller where no batch has a finite loss. Default true.</summary>
    public bool RetreatOutputs { get; init; } = true;

    /// <summary>Whether set-up may repair before the first step. Default true.</summary>
    public bool Repair { get; init; } = true;

    /// <summary>How a training goes back to an earlier state; null for not at all. Default: as the trainer does.</summary>
    public RecoveryOptions? Recovery { get; init; } = new();

    /// <summary>True if nothing differs from the preset.</summary>
    public bool IsPreset =>
        Rules.Count == 0 && Caps is null && LossRange && RestoreBuffers && RetreatOutputs && Repair && Recovery == new RecoveryOptions();

    public static GuardConfig Read(ConfigNode node)
    {
        node = node.Named("preset");
        var preset = node.Choice("preset", Presets, "auto");
        var (rules, caps) = (node.Find("rules"), node.Find("caps"));
        var config = new GuardConfig(
            preset,
            rules is null
                ? []
                : GuardRuleConfig.ReadAll(
                    rules,
                    "a list of rules, for instance [ { name: clip-norm, max: 1 } ]",
                    GuardRuleKind.All.Where(kind => kind.Rule is not null)
                ),
            caps is null
                ? null
                : GuardRuleConfig.ReadAll(
                    caps,
                    "a list of caps, for instance [ { name: update-cap, ratio: 0.01 } ]",
                    GuardRuleKind.All.Where(kind => kind.Cap is not null)
                )
        )
        {
            LossRange = node.Flag("loss-range", true),
            RestoreBuffers = node.Flag("restore-buffers", true),
            RetreatOutputs = node.Flag("retreat-outputs", true),
            Repair = node.Flag("repair", true),
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
            Caps = Caps is null ? preset.Caps : [.. Caps.Select(cap => cap.Kind.Cap!(cap))],
            ControlLossRange = preset.ControlLossRange && LossRange,
            RestoreBuffers = preset.RestoreBuffers && RestoreBuffers,
            RetreatOutputs = preset.RetreatOutputs && RetreatOutputs,
            Repair = preset.Repair && Repair,
        };
    }
}

namespace Ballast.Cli;

/// <summary>The guard section: a preset, or a preset with rules added.</summary>
/// <param name="Preset">auto, observe or off. Default auto.</param>
/// <param name="Rules">Rules on top of the preset, in the order written; empty by default.</param>
internal sealed record GuardConfig(string Preset, IReadOnlyList<GuardRuleConfig> Rules)
{
    /// <summary>All presets.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["auto", "observe", "off"];

    public static GuardConfig Read(ConfigNode node)
    {
        node = node.Named("preset");
        var preset = node.Choice("preset", Presets, "auto");
        var rules = node.Find("rules") is { } list
            ? list.AsList("a list of rules, for instance [ { name: clip-norm, max: 1 } ]").Select(GuardRuleConfig.Read).ToList()
            : [];
        if (rules.GroupBy(rule => rule.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ConfigException(node.Find("rules")!.Place, $"guard.rules names {twice.Key} twice.", "Keep one: of two limits only the smaller would act.") { Path = "guard.rules" };
        node.Close("a setting of the guard");
        return preset == "off" && rules.Count > 0
            ? throw new ConfigException(node.Find("rules")!.Place, "guard.rules is given, but guard.preset is off, so no rule would act.", "Choose the preset auto or observe, or remove the rules.") { Path = "guard.rules" }
            : new(preset, rules);
    }
}

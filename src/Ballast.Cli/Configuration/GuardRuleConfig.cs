namespace Ballast.Cli;

/// <summary>One rule of the guard by name, with its settings as numbers.</summary>
/// <param name="Name">For instance clip-norm.</param>
/// <param name="Settings">Every setting of the rule by name.</param>
internal sealed record GuardRuleConfig(string Name, IReadOnlyDictionary<string, double> Settings)
{
    /// <summary>Each rule with its settings and their ranges; all are required, because a threshold has no default that suits every model.</summary>
    private static readonly Dictionary<string, (string Setting, NumberRange Range)[]> Known = new()
    {
        ["clip-norm"] = [("max", NumberRange.Above0(1e6))],
    };

    public static GuardRuleConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = node.Choice("name", Known.Keys);
        var settings = Known[name].ToDictionary(
            known => known.Setting,
            known => node.Need(known.Setting, $"'{known.Setting}: 1'").AsNumber(known.Range));
        node.Close($"a setting of {name}");
        return new(name, settings);
    }
}

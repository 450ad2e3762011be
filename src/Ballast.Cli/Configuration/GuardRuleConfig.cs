namespace Ballast.Cli;

/// <summary>One rule or cap of the guard by name, with its settings as numbers.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Settings">Every setting by name.</param>
internal sealed record GuardRuleConfig(GuardRuleKind Kind, IReadOnlyDictionary<string, double> Settings)
{
    /// <summary>For instance clip-norm.</summary>
    public string Name => Kind.Name;

    /// <summary>A setting by its key.</summary>
    public double this[string key] => Settings[key];

    /// <summary>A list of some kinds, each named at most once.</summary>
    public static IReadOnlyList<GuardRuleConfig> ReadAll(ConfigNode list, string allowed, IEnumerable<GuardRuleKind> kinds)
    {
        var known = kinds.ToDictionary(kind => kind.Name);
        GuardRuleConfig[] all = [.. list.AsList(allowed).Select(node => Read(node, known))];
        return all.GroupBy(rule => rule.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ConfigException(
                list.Place,
                $"{list.Path} names {twice.Key} twice.",
                "Keep one: of two limits only the smaller would act."
            )
            {
                Path = list.Path,
            }
            : all;
    }

    private static GuardRuleConfig Read(ConfigNode node, Dictionary<string, GuardRuleKind> known)
    {
        node = node.Named();
        var kind = known[node.Choice("name", known.Keys)];
        var settings = kind.Settings.ToDictionary(setting => setting.Key, setting => setting.Read(node));
        node.Close($"a setting of {kind.Name}");
        return new(kind, settings);
    }
}

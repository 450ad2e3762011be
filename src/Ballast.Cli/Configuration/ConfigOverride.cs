namespace Ballast.Cli;

/// <summary>
/// <c>--set a.b=value</c>: changes one value of a configuration that has been read. The value is YAML, so <c>--set model.hidden=[64,64]</c>
/// works. A plain string set on something that has a name changes only the name: <c>--set data=fashion-mnist</c> keeps the batch size, and
/// an option that the new name does not know is reported like any other unknown key.
/// </summary>
internal static class ConfigOverride
{
    /// <summary>Applies one override to a root mapping.</summary>
    /// <exception cref="ConfigException">The text is not KEY=VALUE, the value is not YAML, or the key leads through a list.</exception>
    public static void Apply(ConfigNode root, string setting)
    {
        var place = new ConfigPlace($"--set {setting}");
        var split = setting.IndexOf('=', StringComparison.Ordinal);
        var keys = split < 0 ? [] : setting[..split].Trim().Split('.');
        if (keys.Length == 0 || keys.Any(string.IsNullOrWhiteSpace))
            throw new ConfigException(place, "this is not KEY=VALUE.", "Write for instance --set optimizer.lr=0.1.");

        var parent = root;
        foreach (var key in keys[..^1])
            parent = Step(parent, key, place);
        var last = keys[^1];
        var path = parent.PathOf(last);
        var value = ConfigReader.ReadValue(setting[(split + 1)..], path, _ => place)
            ?? ConfigNode.Scalar(place, path, "", quoted: false, place);

        var entries = EntriesOf(parent, place);
        if (value.Text is not null && entries.GetValueOrDefault(last)?.Entries is { } named && named.ContainsKey(NameKey(path)))
            named[NameKey(path)] = value;
        else
            entries[last] = value;
    }

    /// <summary>The mapping under a key, made from a plain name or from nothing if need be.</summary>
    private static ConfigNode Step(ConfigNode parent, string key, ConfigPlace place)
    {
        var entries = EntriesOf(parent, place);
        var path = parent.PathOf(key);
        var child = entries.GetValueOrDefault(key);
        if (child is null || child.IsEmpty)
            child = ConfigNode.Mapping(place, path, [], place);
        return entries[key] = child.Items is null ? child.Named(NameKey(path)) : child;
    }

    private static Dictionary<string, ConfigNode> EntriesOf(ConfigNode parent, ConfigPlace place) =>
        parent.Entries
        ?? throw new ConfigException(
            place,
            $"{parent.Path} is a list; its items cannot be set one by one.",
            $"Set the whole list: --set \"{parent.Path}=[...]\"."
        );

    /// <summary>The key that a plain string stands for.</summary>
    private static string NameKey(string path) => path == "guard" ? "preset" : "name";
}

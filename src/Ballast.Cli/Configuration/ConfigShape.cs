using System.Text.Json.Nodes;

namespace Ballast.Cli;

/// <summary>
/// What a reader accepts in one place of a configuration, learned by letting it read a <see cref="ConfigProbe"/>: so the
/// schema, the reader and its errors come from one source. A mapping has variants where one of its keys, such as
/// <c>name</c>, decides which others there are.
/// </summary>
internal sealed class ConfigShape
{
    /// <summary>Variant of the keys that were asked for before the deciding one, or where none decides.</summary>
    public const string Common = "";

    private readonly Dictionary<string, ConfigVariant> _variants = [];

    /// <summary>The key whose value decides which others there are.</summary>
    public string? Decider { get; set; }

    /// <summary>The key that a plain string stands for.</summary>
    public string? Plain { get; set; }

    /// <summary>Whether its absence was rehearsed.</summary>
    public bool TriedAbsent { get; set; }

    /// <summary>The name of a part that may stand within itself, or null.</summary>
    public string? Part { get; set; }

    /// <summary>Whether this stands within a part of the same name: it is not explored again.</summary>
    public bool Repeats { get; set; }

    /// <summary>The schemas of values that are no mapping and no list.</summary>
    public List<JsonObject> Scalars { get; } = [];

    /// <summary>Whether nothing has been asked of it.</summary>
    public bool IsNew => !Repeats && Scalars.Count == 0 && Item is null && _variants.Count == 0;

    /// <summary>Whether a value that may be a list or not has been none yet.</summary>
    public bool OnlyList { get; set; }

    /// <summary>The items of a list.</summary>
    public ConfigShape? Item { get; set; }

    /// <summary>The known names of a choice.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    public IReadOnlyDictionary<string, ConfigVariant> Variants => _variants;

    /// <summary>Whether there is something in it that no run has been led to yet.</summary>
    public bool Unexplored =>
        OnlyList
        || (Item?.Unexplored ?? false)
        || _variants.Values.Any(variant => variant.Unexplored)
        || (Decider is not null && Options.Any(name => !_variants.ContainsKey(name)));

    private IReadOnlyList<string> Options => _variants[Common].Keys[Decider!].Names;

    public ConfigVariant Variant(string name)
    {
        if (!_variants.TryGetValue(name, out var variant))
            _variants[name] = variant = new();
        return variant;
    }

    /// <summary>Which variant to look into next.</summary>
    public string Choose(IReadOnlyList<string> names) =>
        names.FirstOrDefault(name => !_variants.ContainsKey(name)) ?? names.FirstOrDefault(name => _variants[name].Unexplored) ?? names[0];

    /// <summary>Learns what a reader accepts by running it until it shows nothing new.</summary>
    public static ConfigShape Of(Action<ConfigNode> read)
    {
        var shape = new ConfigShape();
        long seen;
        var run = new ConfigRun();
        do
        {
            (seen, run.Tried) = (run.Discovered, false);
            try
            {
                read(ConfigNode.Anything(new ConfigProbe(shape, run)));
                run.End(whole: true);
            }
            catch (ConfigException)
            {
                run.End(whole: false); // some values do not go together; what was asked for until then is known
            }
        } while (run.Discovered > seen || (run.Tried && shape.Unexplored));
        return shape;
    }
}

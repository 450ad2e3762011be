using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ballast.Cli;

/// <summary>
/// Stands behind a <see cref="ConfigNode"/> where nothing was written. It is whatever the reader asks for, notes that in a
/// <see cref="ConfigShape"/>, and chooses among names so that each is tried in one run or another.
/// </summary>
internal sealed class ConfigProbe(ConfigShape shape, ConfigRun run, ConfigProbe? parent = null, string key = "", ConfigProbe? list = null)
{
    private const int FewItems = 8;
    private readonly HashSet<string> _needed = [];
    private string _variant = ConfigShape.Common;
    private bool _visited;

    private string? Part => shape.Part;

    private ConfigProbe? Around => parent ?? list;

    /// <summary>Names a part that may stand within itself; true where it does, so that its reader has nothing new to show.</summary>
    public bool Repeats(string part)
    {
        for (var around = Around; around is not null && !shape.Repeats; around = around.Around)
            shape.Repeats = around.Part == part;
        shape.Part = part;
        return shape.Repeats;
    }

    public void StandsFor(string name) => shape.Plain = name;

    /// <summary>The value of a key; null where this run rehearses that it is absent.</summary>
    public ConfigNode? Find(string name)
    {
        var child = Child(name);
        if (!child.TriedAbsent && !child.Unexplored && !child.IsNew && !run.Tried && !_needed.Contains(name))
        {
            (child.TriedAbsent, run.Tried) = (true, true);
            run.Discovered++;
            return null;
        }

        return ConfigNode.Anything(new(child, run, this, name));
    }

    public ConfigNode Need(string name)
    {
        var child = Child(name);
        if (_needed.Add(name))
            Variant(name).Need(name, run);
        return ConfigNode.Anything(new(child, run, this, name));
    }

    /// <summary>There, until all is known that comes with it; absent from then on.</summary>
    public bool Has(string name)
    {
        var child = Child(name);
        if (child.IsNew || child.Unexplored)
            return true;
        if (!child.TriedAbsent)
            run.Discovered++;
        child.TriedAbsent = true;
        return false;
    }

    /// <summary>A list, until all is known of its items; not one from then on.</summary>
    public bool IsList() => shape.OnlyList = shape.Item is null or { Unexplored: true };

    public void WordOf(IReadOnlyCollection<string> words) => Note(Enum(words));

    public string OneOf(IReadOnlyCollection<string> known)
    {
        shape.Names = [.. known];
        Note(Enum(known));
        return parent?.Decide(key, shape.Names) ?? shape.Names[0];
    }

    public string Matching(Regex pattern, IReadOnlyCollection<string> examples)
    {
        // the ends of a text have another name in the dialect of schemas
        Note(
            new()
            {
                ["type"] = "string",
                ["pattern"] = pattern
                    .ToString()
                    .Replace(@"\A", "^", StringComparison.Ordinal)
                    .Replace(@"\z", "$", StringComparison.Ordinal),
            }
        );
        return examples.First();
    }

    public double AsNumber(NumberRange range)
    {
        Note(Number(range));
        return range.Contains(1) ? 1
            : range.LowIncluded ? range.Low
            : (range.Low + range.High) / 2;
    }

    public long AsWhole(long low, long high)
    {
        var whole = new JsonObject { ["type"] = "integer", ["minimum"] = low };
        if (high < long.MaxValue)
            whole["maximum"] = high;
        Note(whole);
        return Math.Clamp(1, low, high);
    }

    public bool AsFlag()
    {
        Note(new() { ["type"] = "boolean" });
        return false;
    }

    public string AsText()
    {
        Note(new() { ["type"] = "string" });
        return "text";
    }

    /// <summary>As many items as may stand there if they are few, for pairs; else one.</summary>
    public IReadOnlyList<ConfigNode> AsList(int most)
    {
        if (shape.Item is null)
            run.Discovered++;
        shape.Item ??= new();
        return [.. Enumerable.Range(0, most <= FewItems ? most : 1).Select(_ => ConfigNode.Anything(new(shape.Item, run, list: this)))];
    }

    // a choice among names that have keys of their own: the first thing asked for, or what is called so
    private string? Decide(string name, IReadOnlyList<string> names)
    {
        var common = shape.Variant(ConfigShape.Common);
        if (shape.Decider is null && _variant == ConfigShape.Common && (name is "name" or "type" || common.Keys.Count == 1))
            (shape.Decider, common.Keys[name].TriedAbsent) = (name, true); // which names there are without it, its reader knows
        if (shape.Decider != name)
            return null;
        _variant = shape.Choose(names);
        if (!shape.Variants.ContainsKey(_variant))
            run.Discovered++;
        Visit(_variant);
        return _variant;
    }

    private void Visit(string name)
    {
        var variant = shape.Variant(name);
        run.OnceWhole(() => variant.Visits++);
    }

    private ConfigVariant Variant(string name) => shape.Variant(name == shape.Decider ? ConfigShape.Common : _variant);

    private ConfigShape Child(string name)
    {
        if (!_visited)
            Visit(ConfigShape.Common);
        _visited = true;
        var keys = Variant(name).Keys;
        if (keys.TryGetValue(name, out var child))
            return child;
        run.Discovered++;
        return keys[name] = new();
    }

    private void Note(JsonObject scalar)
    {
        if (shape.Scalars.Any(known => JsonNode.DeepEquals(known, scalar)))
            return;
        run.Discovered++;
        shape.Scalars.Add(scalar);
    }

    public void NumbersByName(NumberRange range) =>
        Note(
            new()
            {
                ["type"] = "object",
                ["additionalProperties"] = Number(range),
                ["minProperties"] = 1,
            }
        );

    private static JsonObject Number(NumberRange range) =>
        new()
        {
            ["type"] = "number",
            [range.LowIncluded ? "minimum" : "exclusiveMinimum"] = range.Low,
            [range.HighIncluded ? "maximum" : "exclusiveMaximum"] = range.High,
        };

    private static JsonObject Enum(IEnumerable<string> names) =>
        new() { ["enum"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) };
}

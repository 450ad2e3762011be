using System.Globalization;
using System.Text.RegularExpressions;

namespace Ballast.Cli;

/// <summary>
/// A value of a configuration with its place and path. Its typed getters remember which keys were asked for, so that
/// <see cref="Close"/> can report every other key as unknown: what is read is what is known, there is no second list to keep.
/// </summary>
internal sealed class ConfigNode
{
    private readonly List<string> _asked = [];
    private string? _file;

    private ConfigNode(ConfigPlace place, string path) => (Place, Path) = (place, path);

    /// <summary>Where the value stands.</summary>
    public ConfigPlace Place { get; }

    /// <summary>The dotted path from the root; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Where the key stands that leads here.</summary>
    public ConfigPlace KeyPlace { get; init; }

    /// <summary>The text of a scalar, otherwise null.</summary>
    public string? Text { get; private init; }

    /// <summary>Whether a scalar was written in quotes, which makes it a string whatever it looks like.</summary>
    public bool Quoted { get; private init; }

    /// <summary>The items of a list, otherwise null.</summary>
    public IReadOnlyList<ConfigNode>? Items { get; private init; }

    /// <summary>The entries of a mapping, otherwise null.</summary>
    public Dictionary<string, ConfigNode>? Entries { get; private init; }

    /// <summary>Whether a key has no value: nothing, ~ or null.</summary>
    public bool IsEmpty => Text is "" or "~" or "null" && !Quoted;

    public static ConfigNode Scalar(ConfigPlace place, string path, string text, bool quoted, ConfigPlace key) =>
        new(place, path)
        {
            Text = text,
            Quoted = quoted,
            KeyPlace = key,
        };

    public static ConfigNode List(ConfigPlace place, string path, IReadOnlyList<ConfigNode> items, ConfigPlace key) =>
        new(place, path) { Items = items, KeyPlace = key };

    public static ConfigNode Mapping(ConfigPlace place, string path, Dictionary<string, ConfigNode> entries, ConfigPlace key) =>
        new(place, path) { Entries = entries, KeyPlace = key };

    /// <summary>This scalar, if it was read as a file or folder, and all under this node that were: each with its path here.</summary>
    public IEnumerable<(string Path, string File)> Files =>
        [
            .. _file is null ? Array.Empty<(string, string)>() : [(Path, _file)],
            .. Entries?.Values.SelectMany(entry => entry.Files) ?? [],
            .. Items?.SelectMany(item => item.Files) ?? [],
        ];

    /// <summary>
    /// Not null where nothing was written: then every getter notes what it would accept, and returns something acceptable.
    /// </summary>
    public ConfigProbe? Probe { get; private init; }

    /// <summary>A node that stands for anything, to learn from its readers what they accept.</summary>
    public static ConfigNode Anything(ConfigProbe probe) => new(new("schema"), "") { Probe = probe, Entries = [] };

    /// <summary>The path of an entry of this node.</summary>
    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>A mapping as it is; a plain string as { name: string }; anything else is an error.</summary>
    public ConfigNode Named(string key = "name")
    {
        Probe?.StandsFor(key);
        if (Entries is not null)
            return this;
        if (Text is null || IsEmpty)
            throw Wrong("a name or a mapping with a name");
        return Mapping(Place, Path, new() { [key] = this }, KeyPlace);
    }

    /// <summary>Whether a key is there whose presence decides which others may be; it is not asked for by that.</summary>
    public bool Has(string key) => Probe?.Has(key) ?? Entries is not null && Entries.ContainsKey(key);

    /// <summary>Whether this is a list, where something else would do as well.</summary>
    public bool IsList => Probe?.IsList() ?? Items is not null;

    /// <summary>This scalar if it is one of the words, null if it is anything else that would do as well.</summary>
    public string? WordOf(IReadOnlyCollection<string> words)
    {
        Probe?.WordOf(words);
        return Text is not null && words.Contains(Text) ? Text : null;
    }

    /// <summary>
    /// This mapping of names that are the user's own, each with a number; null if it is anything else that would do as well.
    /// </summary>
    public IReadOnlyDictionary<string, double>? NumbersByName(NumberRange range)
    {
        Probe?.NumbersByName(range);
        return Probe is not null || Entries is null ? null : Entries.ToDictionary(pair => pair.Key, pair => pair.Value.AsNumber(range));
    }

    /// <summary>The entry of a key, or null when it is absent.</summary>
    public ConfigNode? Find(string key)
    {
        if (Probe is not null)
            return Probe.Find(key);
        if (Entries is null)
            throw Wrong("a mapping of keys to values");
        if (!_asked.Contains(key))
            _asked.Add(key);
        return Entries.GetValueOrDefault(key);
    }

    /// <summary>The entry of a key that has to be there.</summary>
    public ConfigNode Need(string key, string example)
    {
        if ((Probe?.Need(key) ?? Find(key)) is { } found)
            return found;
        var mistyped = Entries!.Keys.Except(_asked).FirstOrDefault(other => Suggestion.Nearest(other, [key]) is not null);
        throw new ConfigException(
            Place,
            $"{PathOf(key)} is missing.",
            mistyped is null
                ? $"Add it, for instance {example}."
                : $"Is '{Shown(mistyped)}' meant? It must be '{key}', for instance {example}."
        )
        {
            Path = PathOf(key),
        };
    }

    /// <summary>One of the known names; the key has to be there unless there is a fallback.</summary>
    public string Choice(string key, IReadOnlyCollection<string> known, string? fallback = null)
    {
        var node = fallback is null ? Need(key, $"'{key}: {known.First()}'") : Find(key);
        return node?.OneOf(known) ?? fallback!;
    }

    /// <summary>This scalar as one of the known names.</summary>
    public string OneOf(IReadOnlyCollection<string> known)
    {
        if (Probe is not null)
            return Probe.OneOf(known);
        var text = AsText($"one of {string.Join(", ", known)}");
        if (known.Contains(text))
            return text;
        throw Wrong($"one of {string.Join(", ", known)}", Suggestion.Nearest(text, known));
    }

    /// <summary>Any text, or null when the key is absent.</summary>
    public string? Words(string key) => Find(key)?.AsText("text");

    /// <summary>
    /// The path of a file or folder, or null when the key is absent. What stands in a config file is relative to that file, so that the two
    /// can be moved together; what stands on the command line is relative to the current folder.
    /// </summary>
    public string? File(string key)
    {
        if (Find(key) is not { } node)
            return null;
        var path = node.AsText("a path");
        if (path.Contains('\0', StringComparison.Ordinal))
            throw node.Wrong("a path");
        return node._file =
            node.Place.Line > 0 && System.IO.Path.GetDirectoryName(node.Place.Source) is { Length: > 0 } folder
                ? System.IO.Path.Combine(folder, path)
                : path;
    }

    /// <summary>Text of a pattern.</summary>
    /// <param name="pattern">What it has to match as a whole.</param>
    /// <param name="allowed">The pattern in words.</param>
    /// <param name="examples">Texts that match, for suggestions.</param>
    public string Matching(Regex pattern, string allowed, IReadOnlyCollection<string> examples)
    {
        if (Probe is not null)
            return Probe.Matching(pattern, examples);
        var text = AsText(allowed);
        return pattern.IsMatch(text) ? text : throw Wrong(allowed, Suggestion.Nearest(text, examples));
    }

    /// <summary>A finite number within a range.</summary>
    public double Number(string key, NumberRange range, double fallback) => Find(key)?.AsNumber(range) ?? fallback;

    /// <summary>This scalar as a finite number within a range.</summary>
    public double AsNumber(NumberRange range)
    {
        if (Probe is not null)
            return Probe.AsNumber(range);
        var allowed = $"a finite number {range}";
        var text = AsText(allowed);
        if (Quoted || !double.TryParse(WithoutDot(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw Wrong(allowed);
        return range.Contains(value) && double.IsFinite(value) ? value : throw Wrong(allowed);
    }

    /// <summary>A whole number within a range.</summary>
    public long Whole(string key, long low, long high, long fallback) => Find(key)?.AsWhole(low, high) ?? fallback;

    /// <summary>This scalar as a whole number within a range.</summary>
    public long AsWhole(long low, long high)
    {
        if (Probe is not null)
            return Probe.AsWhole(low, high);
        var allowed = string.Create(CultureInfo.InvariantCulture, $"a whole number from {low} to {high}");
        var text = AsText(allowed);
        return
            !Quoted
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= low
            && value <= high
            ? value
            : throw Wrong(allowed);
    }

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool fallback) =>
        Find(key) is { } node ? node.Probe?.AsFlag() ?? node.OneOf(["true", "false"]) == "true" : fallback;

    /// <summary>The items of this list.</summary>
    public IReadOnlyList<ConfigNode> AsList(string allowed, int most = int.MaxValue) =>
        Probe?.AsList(most) ?? (Items is { } items && items.Count <= most ? items : throw Wrong(allowed));

    /// <summary>Reports the first key that nobody asked for.</summary>
    /// <param name="what">What the asked keys are, for the message: "a setting of adam".</param>
    public void Close(string what)
    {
        foreach (var (key, node) in Entries ?? [])
        {
            if (_asked.Contains(key))
                continue;
            var (allowed, nearest) = (string.Join(", ", _asked), Suggestion.Nearest(key, _asked));
            throw new ConfigException(node.KeyPlace, $"{PathOf(Shown(key))} is not {what}.", $"{DidYouMean(nearest)}Known here: {allowed}.")
            {
                Path = node.Path,
                Value = key,
                Allowed = allowed,
                Nearest = nearest,
            };
        }
    }

    /// <summary>The error that this value is not what is allowed.</summary>
    public ConfigException Wrong(string allowed, string? nearest = null)
    {
        var value =
            Text is not null ? Shown(Text)
            : Items is not null ? "a list"
            : "a mapping";
        var found =
            IsEmpty ? "has no value"
            : Quoted ? $"is the quoted text '{value}'"
            : $"is {value}";
        return new ConfigException(
            Place,
            $"{(Path.Length == 0 ? "the configuration" : Path)} {found}; it must be {allowed}.",
            DidYouMean(nearest)?.TrimEnd()
        )
        {
            Path = Path,
            Value = Text,
            Allowed = allowed,
            Nearest = nearest,
        };
    }

    /// <summary>This scalar as text.</summary>
    public string AsText(string allowed) =>
        Probe is not null ? Probe.AsText()
        : Text is null || IsEmpty ? throw Wrong(allowed)
        : Text;

    private static string? DidYouMean(string? nearest) => nearest is null ? null : $"Did you mean '{nearest}'? ";

    /// <summary>
    /// YAML spells .nan and -.inf; .NET wants NaN and -Infinity. Read, so that the range and not the spelling is complained of.
    /// </summary>
    private static string WithoutDot(string text) =>
        text.ToLowerInvariant() switch
        {
            ".nan" => "NaN",
            ".inf" or "+.inf" or "inf" => "Infinity",
            "-.inf" or "-inf" => "-Infinity",
            _ => text,
        };

    /// <summary>User text made fit for one line of a message.</summary>
    private static string Shown(string text) =>
        string.Concat(text.Take(60).Select(c => char.IsControl(c) ? '?' : c)) + (text.Length > 60 ? "..." : "");
}

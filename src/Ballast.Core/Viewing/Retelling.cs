using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace Ballast;

/// <summary>
/// What a guard said, in another language. Reasons and notices are made and recorded in English, where they can be searched for, and are
/// told again only where they are shown: a sentence is known by its form, with what stands in it, and what is not known stays English.
/// </summary>
public static partial class Retelling
{
    private static readonly Lazy<Form[]> s_chinese = new(() => Forms("Ballast.Viewing.RetellingChinese"));

    /// <summary>The same in a language.</summary>
    /// <param name="said">In English; several sentences, or several parts with semicolons between them.</param>
    /// <param name="language">Which.</param>
    public static string Of(string said, Language language)
    {
        ArgumentNullException.ThrowIfNull(said);
        return language == Language.Chinese && said.Length > 0 ? Told(said, s_chinese.Value) : said;
    }

    private static string Told(string said, Form[] forms)
    {
        foreach (var form in forms)
            if (form.Match(said) is { } match)
                return form.Fill(match, part => Told(part, forms));
        string[] parts = said.Split("; "),
            told = parts.Length > 1 ? [.. parts.Select(part => Told(part, forms))] : parts;
        if (!told.SequenceEqual(parts))
            return string.Join("；", told);
        // a name in front: of a player, an edit, a transform
        return said.Split(": ", 2) is [var who, var what] && !who.Contains(' ') ? $"{who}：{Told(what, forms)}" : said;
    }

    // the longest first: a short form fits more than it means
    private static Form[] Forms(string resource)
    {
        using var words = new ResourceManager(resource, typeof(Retelling).Assembly).GetResourceSet(
            CultureInfo.InvariantCulture,
            createIfNotExists: true,
            tryParents: false
        )!;
        return
        [
            .. words
                .Cast<DictionaryEntry>()
                .Select(it => new Form((string)it.Key, (string)it.Value!))
                .OrderByDescending(form => form.Weight)
                .ThenBy(form => form.English, StringComparer.Ordinal),
        ];
    }

    private sealed partial class Form
    {
        private readonly string _other,
            _longest;
        private readonly Regex _pattern;

        public Form(string english, string other)
        {
            (English, _other) = (english, other);
            var literals = Holes().Split(english);
            Weight = literals.Sum(literal => literal.Length);
            _longest = literals.MaxBy(literal => literal.Length)!;
            _pattern = new(
                $"^{string.Join("(.+?)", literals.Select(Regex.Escape))}$",
                // run files come from anywhere
                RegexOptions.Singleline
                    | RegexOptions.CultureInvariant
                    | RegexOptions.NonBacktracking
            );
        }

        public string English { get; }

        public int Weight { get; }

        // most sentences are of another form, which costs a search for one piece of it
        public Match? Match(string said) =>
            said.Contains(_longest, StringComparison.Ordinal) && _pattern.Match(said) is { Success: true } match ? match : null;

        public string Fill(Match match, Func<string, string> told) =>
            Holes().Replace(_other, hole => told(match.Groups[1 + int.Parse(hole.ValueSpan[1..^1], CultureInfo.InvariantCulture)].Value));

        [GeneratedRegex(@"\{\d\}")]
        private static partial Regex Holes();
    }
}

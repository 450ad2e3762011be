using System.Text.RegularExpressions;

namespace Ballast.Conventions.Tests;

/// <summary>The little of Markdown that the tests need: fenced blocks, headings, links.</summary>
internal static partial class Markdown
{
    /// <summary>The fenced blocks of one language, each with the line of its first line.</summary>
    public static IEnumerable<(int Line, string Text)> Blocks(string file, string language)
    {
        var (begin, fence) = (-1, "");
        var lines = Repository.Lines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (!line.StartsWith("```", StringComparison.Ordinal))
                continue;
            if (begin < 0)
            {
                (begin, fence) = (i + 1, line[3..]);
                continue;
            }

            if (fence == language)
                yield return (begin + 1, string.Join('\n', lines[begin..i]));
            begin = -1;
        }
    }

    /// <summary>The text outside of fenced blocks.</summary>
    public static string Prose(string file) => Fenced().Replace(Repository.Read(file), "");

    /// <summary>What the headings of a file are reached by, as GitHub makes it.</summary>
    public static IEnumerable<string> Anchors(string file) =>
        Headings(file).Select(heading => NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-'));

    public static IEnumerable<string> Headings(string file) => Heading().Matches(Prose(file)).Select(match => match.Groups[1].Value.Trim());

    /// <summary>Targets of links that stay inside the repository.</summary>
    public static IEnumerable<string> Links(string file) =>
        Link()
            .Matches(Prose(file))
            .Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^#+ +(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}

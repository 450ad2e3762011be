using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ballast.Conventions.Tests;

/// <summary>What is Chinese says what the English says: the same code, the same parts, the same figures.</summary>
public sealed partial class ChineseTests
{
    private const string Folder = "docs/zh/";

    public static TheoryData<string> Pages => [.. Repository.Documents.Where(file => file.StartsWith(Folder, StringComparison.Ordinal))];

    [Fact]
    public void There_are_some() => Assert.Contains(Folder + "README.md", Repository.Documents);

    [Theory, MemberData(nameof(Pages))]
    public void It_keeps_in_step(string chinese)
    {
        var english = chinese == Folder + "README.md" ? "README.md" : "docs/" + chinese[Folder.Length..];
        var (zh, en) = (Repository.Read(chinese).ReplaceLineEndings("\n"), Repository.Read(english).ReplaceLineEndings("\n"));
        Assert.Equal(Block().Matches(en).Select(it => it.Value), Block().Matches(zh).Select(it => it.Value));
        (zh, en) = (Block().Replace(zh, ""), Block().Replace(en, ""));
        Assert.Equal(Head().Matches(en).Select(it => it.Length), Head().Matches(zh).Select(it => it.Length));
        Assert.Equal(
            Row().Matches(en).Select(it => it.Value.Count(c => c == '|')),
            Row().Matches(zh).Select(it => it.Value.Count(c => c == '|'))
        );
        Assert.Equal(Item().Count(en), Item().Count(zh));
        Convention.Holds(
            Figure()
                .Matches(en)
                .Select(it => it.Value)
                .Distinct()
                .Except(Figure().Matches(zh).Select(it => it.Value))
                .Select(it => $"{chinese} lacks {it}")
        );
    }

    /// <summary>
    /// What a guard says in English is known by its form, so the sources have to say it: nearly every three words of it in a row, since
    /// some parts are chosen between.
    /// </summary>
    [Fact]
    public void Forms_that_are_told_again_are_those_of_the_sources()
    {
        var sources = Joined()
            .Replace(
                string.Join(
                    "\n",
                    Repository.With(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal)).Select(Repository.Read)
                ),
                ""
            );
        var forms = XDocument
            .Load(Path.Combine(Repository.Root, "src/Ballast.Core/Viewing/RetellingChinese.resx"))
            .Descendants("data")
            .Select(data => (English: (string)data.Attribute("name")!, Chinese: (string)data.Element("value")!))
            .ToArray();
        Assert.NotEmpty(forms);
        Convention.Holds(
            forms.Where(it => !Holes(it.English).SequenceEqual(Holes(it.Chinese))).Select(it => $"{it.English}: other holes in Chinese")
        );
        Convention.Holds(forms.Where(it => Said(it.English, sources) < 0.5).Select(it => $"no source says: {it.English}"));
    }

    private static IEnumerable<string> Holes(string form) => Hole().Matches(form).Select(hole => hole.Value).Order(StringComparer.Ordinal);

    // the share of all three words in a row that the sources say
    private static double Said(string form, string sources)
    {
        bool[] found =
        [
            .. from piece in Hole().Split(form)
            let words = piece.TrimEnd('.', ':', ',').Split(' ', StringSplitOptions.RemoveEmptyEntries)
            from i in Enumerable.Range(0, Math.Max(0, words.Length - 2))
            select sources.Contains(string.Join(' ', words[i..(i + 3)]), StringComparison.Ordinal),
        ];
        return found.Length == 0 ? 1 : found.Count(it => it) / (double)found.Length;
    }

    // two literals, one behind the other
    [GeneratedRegex(@"""\s*\+\s*\$?""")]
    private static partial Regex Joined();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^#+(?= )", RegexOptions.Multiline)]
    private static partial Regex Head();

    [GeneratedRegex(@"^\|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^- ", RegexOptions.Multiline)]
    private static partial Regex Item();

    // 97 %, 1.06, 2,000
    [GeneratedRegex(@"\d+ %|\d+[.,]\d+")]
    private static partial Regex Figure();
}

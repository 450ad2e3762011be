using System.Text.RegularExpressions;

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

using System.Text.RegularExpressions;

namespace Ballast.Core.Tests;

/// <summary>What a guard says is told in Chinese to its last sentence: names and code stay, three English words in a row do not.</summary>
internal static partial class Retold
{
    public static string Whole(string said)
    {
        var told = Retelling.Of(said, Language.Chinese);
        Assert.NotEqual(said, told);
        Assert.DoesNotMatch(English(), told);
        return told;
    }

    [GeneratedRegex(@"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")]
    private static partial Regex English();
}

namespace Ballast.Cli;

/// <summary>The trivial predictor as rows of a summary, and what it means where nothing was learned.</summary>
internal static class TrivialWords
{
    public static IEnumerable<(string Label, string Value)> Rows(TrivialComparison? it)
    {
        if (it is null)
            yield break;
        yield return ("trivial loss", Words.Number(it.Loss));
        if (!double.IsNaN(it.Accuracy))
            yield return ("trivial accuracy", Words.Percent(it.Accuracy));
        if (it.Sentence.Length > 0)
            yield return ("learned", $"{it.Word}. {it.Sentence}");
    }
}

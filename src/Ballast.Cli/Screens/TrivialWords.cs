namespace Ballast.Cli;

/// <summary>The trivial predictor as rows of a summary, and what it means where nothing was learned.</summary>
internal static class TrivialWords
{
    public static IEnumerable<(string Label, string Value)> Rows(Speech speech, TrivialComparison? it)
    {
        if (it is null)
            yield break;
        yield return (speech.Of($"trivial loss"), Words.Number(it.Loss));
        if (!double.IsNaN(it.Accuracy))
            yield return (speech.Of($"trivial accuracy"), Words.Percent(it.Accuracy));
        if (it.Sentence.Length > 0)
            yield return (speech.Of($"learned"), speech.Of($"{Word(speech, it.Learned)}. {speech.Said(it.Sentence)}"));
    }

    private static string Word(Speech speech, Learned? learned) =>
        learned switch
        {
            Learned.Yes => speech.Of($"yes"),
            Learned.Worse => speech.Of($"worse"),
            _ => speech.Of($"no"),
        };
}

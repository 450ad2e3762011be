namespace Ballast.Cli;

/// <summary>Metrics as rows of a summary: the number, and of many classes the one that most needs a look.</summary>
internal static class MetricWords
{
    private const int Most = 6;

    public static IEnumerable<(string Label, string Value)> Rows(
        Speech speech,
        IReadOnlyList<MetricValue> metrics,
        IReadOnlyList<string>? classes
    ) =>
        from metric in metrics
        let confusion = metric.Name == "confusion"
        let value = confusion
            ? Confused(speech, metric.Details, classes)
            : Words.Number(metric.Value)
                + (metric.Name is "mae" or "r2" ? Each(speech, metric.Details, classes) : Weakest(speech, metric.Details, classes))
        where value.Length > 0
        select (confusion ? speech.Of($"most confused") : speech.Of($"test {metric.Name}"), value);

    // values of a target may be of different units, so none is the weakest
    private static string Each(Speech speech, IReadOnlyList<double> each, IReadOnlyList<string>? names) =>
        each.Count == 0
            ? ""
            : ": "
                + string.Join(
                    ", ",
                    each.Take(Most).Select((value, i) => $"{(i < names?.Count ? names[i] : speech.Of($"value {i}"))} {Words.Number(value)}")
                )
                + (each.Count > Most ? ", ..." : "");

    private static string Weakest(Speech speech, IReadOnlyList<double> each, IReadOnlyList<string>? classes)
    {
        var weakest = Enumerable.Range(0, each.Count).Where(i => !double.IsNaN(each[i])).DefaultIfEmpty(-1).MinBy(i => i < 0 ? 0 : each[i]);
        return weakest < 0 ? "" : speech.Of($", lowest {Words.Number(each[weakest])} for {Name(speech, weakest, classes)}");
    }

    private static string Confused(Speech speech, IReadOnlyList<double> matrix, IReadOnlyList<string>? classes)
    {
        var size = (int)Math.Sqrt(matrix.Count);
        var worst = Enumerable
            .Range(0, matrix.Count)
            .Where(i => i / size != i % size && matrix[i] > 0)
            .DefaultIfEmpty(-1)
            .MaxBy(i => i < 0 ? 0 : matrix[i]);
        return worst < 0
            ? ""
            : speech.Of(
                $"{Name(speech, worst / size, classes)} taken for {Name(speech, worst % size, classes)}: {(long)matrix[worst]:#,0} times"
            );
    }

    private static string Name(Speech speech, int index, IReadOnlyList<string>? classes) =>
        index < classes?.Count ? classes[index] : speech.Of($"class {index}");
}

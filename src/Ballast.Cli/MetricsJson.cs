namespace Ballast.Cli;

/// <summary>Metrics as they stand in JSON: by name, and what there is for every class apart.</summary>
internal static class MetricsJson
{
    public static Dictionary<string, double> Values(IReadOnlyList<MetricValue> metrics) =>
        metrics.ToDictionary(it => it.Name, it => it.Value);

    public static Dictionary<string, IReadOnlyList<double>> Details(IReadOnlyList<MetricValue> metrics) =>
        metrics.Where(it => it.Details.Count > 0).ToDictionary(it => it.Name, it => it.Details);
}

namespace Ballast.Cli;

/// <summary>The metrics section: what is measured beside the loss.</summary>
internal static class MetricsConfig
{
    private const int Most = 100;

    /// <summary>The metrics of a list, all of which suit the loss.</summary>
    public static IReadOnlyList<Metric> Read(ConfigNode node, TrainingLoss loss)
    {
        var metrics = new List<Metric>();
        foreach (var item in node.AsList("a list of metrics, for instance [f1]", Most))
        {
            var metric = ReadOne(item.Named());
            if (metric.Classifies != loss.Classifies)
                throw item.Wrong(
                    $"a metric of {(loss.Classifies ? "classes" : "predicted numbers")}, which is what {loss.Name} is for: "
                        + string.Join(", ", Metrics.Names.Where(name => Metrics.Create(name).Classifies == loss.Classifies))
                );
            if (metrics.Any(other => other.Name == metric.Name))
                throw item.Wrong($"another metric: {metric.Name} is in the list already");
            metrics.Add(metric);
        }

        return metrics;
    }

    private static Metric ReadOne(ConfigNode node)
    {
        var name = node.Choice("name", Metrics.Names);
        var metric = name == "top-k" ? Metrics.TopK((int)node.Whole("k", 1, 1_000_000, 5)) : Metrics.Create(name);
        node.Close($"a setting of {name}");
        return metric;
    }
}

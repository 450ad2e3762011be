namespace Ballast;

/// <summary>The metrics.</summary>
public static class Metrics
{
    private static readonly Dictionary<string, Func<Metric>> ByName = new()
    {
        ["accuracy"] = Accuracy,
        ["top-k"] = () => TopK(),
        ["confusion"] = Confusion,
        ["precision"] = Precision,
        ["recall"] = Recall,
        ["f1"] = F1,
        ["perplexity"] = Perplexity,
        ["mae"] = MAE,
        ["r2"] = R2,
    };

    /// <summary>
    /// All names that <see cref="Create"/> knows: of classes <c>accuracy</c>, <c>top-k</c>, <c>confusion</c>, <c>precision</c>,
    /// <c>recall</c>,
    /// <c>f1</c>, <c>perplexity</c>; of predicted numbers <c>mae</c>, <c>r2</c>.
    /// </summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Looks a metric up by name, with its default settings.</summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    public static Metric Create(string name) =>
        ByName.TryGetValue(name, out var create) ? create() : throw Suggestion.Unknown("metric", name, Names, nameof(name));

    /// <summary>
    /// What is measured if nothing else is asked for: <c>f1</c> beside the accuracy where a loss classifies, otherwise <c>mae</c> and
    /// <c>r2</c>.
    /// </summary>
    public static IReadOnlyList<Metric> For(TrainingLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss.Classifies ? [Accuracy(), F1()] : [MAE(), R2()];
    }

    /// <summary>The share of right answers.</summary>
    public static Metric Accuracy() => new AccuracyMetric();

    /// <summary>The share of examples whose class is among the k largest logits, reported as <c>top-5</c> and so on.</summary>
    /// <param name="k">At least 1.</param>
    public static Metric TopK(int k = 5) => new TopKMetric(k);

    /// <summary>
    /// How often each class was taken for each other: the details have a row for each true class; the value is the accuracy.
    /// </summary>
    public static Metric Confusion() => new ConfusionMetric();

    /// <summary>How much of what is called a class is of that class; the mean over classes, and per class.</summary>
    public static Metric Precision() => new ClassMetric("precision", static (hit, called, _) => hit / called);

    /// <summary>How much of a class is found; the mean over classes, and per class.</summary>
    public static Metric Recall() => new ClassMetric("recall", static (hit, _, there) => hit / there);

    /// <summary>The harmonic mean of precision and recall; the mean over classes, and per class.</summary>
    public static Metric F1() => new ClassMetric("f1", static (hit, called, there) => 2 * hit / (called + there));

    /// <summary>
    /// e to the mean of minus the log of the right class's softmax probability: among how many equal choices a model is as uncertain.
    /// </summary>
    public static Metric Perplexity() => new PerplexityMetric();

    /// <summary>The mean of absolute differences.</summary>
    public static Metric MAE() => new MeanAbsoluteMetric();

    /// <summary>1 - squared error / variance of the targets, the mean over the values of a target; NaN if a value never varies.</summary>
    public static Metric R2() => new R2Metric();
}

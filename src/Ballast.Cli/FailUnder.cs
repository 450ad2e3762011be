using System.Globalization;

namespace Ballast.Cli;

/// <summary>
/// <c>--fail-under METRIC=VALUE</c>: what a result has to reach, or else the exit code is 4. Of a loss and an error it is the most.
/// </summary>
internal sealed record FailUnder(string Metric, double Value)
{
    private const string Loss = "loss",
        Accuracy = "accuracy",
        Test = "test ";
    private static readonly string[] LessIsBetter = [Loss, "mae", "rmse", "perplexity"];

    /// <summary>Reads what was given, for a training with this loss and these metrics.</summary>
    /// <exception cref="UsageException">It is no METRIC=VALUE, or there is no such metric.</exception>
    public static FailUnder[] Parse(IEnumerable<string>? texts, TrainingLoss loss, IReadOnlyList<Metric> metrics)
    {
        string[] names =
        [
            Loss,
            .. loss.Classifies ? [Accuracy] : Array.Empty<string>(),
            .. metrics.Select(it => it.Name).Where(it => it is not ("confusion" or Accuracy)),
        ];
        return [.. (texts ?? []).Select(text => Parse(text, names))];
    }

    /// <summary>What is missed, one sentence each; a number that is none misses everything.</summary>
    public static string[] Missed(IEnumerable<FailUnder> bounds, double loss, double accuracy, IReadOnlyList<MetricValue> metrics) =>
        [
            .. from bound in bounds
            let value = bound.Metric == Loss ? loss
            : bound.Metric == Accuracy ? accuracy
            : metrics.FirstOrDefault(it => it.Name == bound.Metric)?.Value ?? double.NaN
            where !bound.IsMet(value)
            select string.Create(
                CultureInfo.InvariantCulture,
                $"test {bound.Metric} is {value:g6}, {(bound.IsMost ? "above" : "below")} the {bound.Value:g6} that --fail-under asks for."
            ),
        ];

    private bool IsMost => LessIsBetter.Contains(Metric);

    private bool IsMet(double value) => IsMost ? value <= Value : value >= Value;

    private static FailUnder Parse(string text, string[] names)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new UsageException($"--fail-under {text} is not METRIC=VALUE. Write for example --fail-under {names[^1]}=0.5.");
        var name = text[..at].Trim();
        if (name.StartsWith(Test, StringComparison.Ordinal))
            name = name[Test.Length..];
        if (!names.Contains(name))
            throw new UsageException(
                $"--fail-under names {name}, but what is measured here is "
                    + $"{string.Join(", ", names)}. Choose one of these, or add it to metrics."
            );
        var given = text[(at + 1)..].Trim();
        var percent = given.EndsWith('%');
        if (
            !double.TryParse(given.TrimEnd('%').TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !double.IsFinite(value)
        )
            throw new UsageException($"--fail-under {text}: {given} is no finite number. Write for example --fail-under {name}=0.5.");
        value = percent ? value / 100 : value;
        if (name == Accuracy && value is < 0 or > 1)
            throw new UsageException($"--fail-under {text}: accuracy is a share from 0 to 1. Write 0.9, or 90%.");
        return new(name, value);
    }
}

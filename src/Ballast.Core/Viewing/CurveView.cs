namespace Ballast;

/// <summary>The curves of a run, bucket by bucket, and what the guard did.</summary>
/// <param name="Start">The first step of the first bucket.</param>
/// <param name="Width">Steps to a bucket.</param>
/// <param name="Steps">Steps of the whole run up to now.</param>
/// <param name="Series">The series, in the order of <see cref="Names"/>.</param>
/// <param name="Acts">The buckets in which the guard did something.</param>
public sealed record CurveView(long Start, long Width, long Steps, IReadOnlyList<SeriesView> Series, IReadOnlyList<ActView> Acts)
{
    /// <summary>
    /// What the series are: loss and accuracy of the batches, norm of the gradient before anything was changed, applied change over
    /// weights, learning rate, and how much of any parameter's change the guard held back, at the most.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = ["loss", "accuracy", "gradient", "update", "rate", "held"];

    /// <summary>The same, with the reasons for what the guard did in a language.</summary>
    public CurveView In(Language language) =>
        language == Language.English
            ? this
            : this with
            {
                Acts = [.. Acts.Select(act => act with { Reason = Retelling.Of(act.Reason, language) })],
            };

    // of all others a NaN means that nobody measured
    internal const int Loss = 0,
        Gradient = 2;
}

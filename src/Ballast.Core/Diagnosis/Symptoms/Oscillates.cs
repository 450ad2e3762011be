namespace Ballast;

/// <summary>OSC001: the loss keeps swinging, averaged over many steps, instead of settling.</summary>
internal sealed class Oscillates : ISymptom
{
    private const int Chunks = 20,
        Least = 5; // steps in one
    private const double Swings = 0.25;

    public string Code => "OSC001";

    public Finding? Look(Evidence evidence)
    {
        if (
            evidence.Course is not { } course
            || course.Steps < Math.Max(2 * Chunks * Least, course.Planned / 2)
            || course.BrokenSince is not null
        )
            return null;
        var half = course.Losses.Skip(course.Steps / 2).ToArray();
        double[] means = [.. half.Chunk(half.Length / Chunks).Take(Chunks).Select(chunk => chunk.Average())];
        var mean = means.Average();
        // from one to the next, so that a trend does not count
        var swing = Math.Sqrt(Enumerable.Range(1, Chunks - 1).Average(i => Math.Pow(means[i] - means[i - 1], 2)) / 2);
        var first = Facts.Median(course.Losses.Take(Math.Max(5, course.Steps / 50)));
        if (!(swing > Swings * Math.Abs(mean)) || !(mean > 0.25 * Math.Abs(first)))
            return null;
        var small = evidence.Before?.Setting.Batch is > 0 and < 8;
        return new(Code, Severity.Warning)
        {
            Since = course.Steps / 2,
            Causes = small
                ? [new(Cause.BatchSize, 0.75), new(Cause.RateTooLarge, 0.6)]
                : [new(Cause.RateTooLarge, 0.7), new(Cause.Optimizer, 0.3)],
            Evidence = Facts.Of(
                ("swing", $"{100 * swing / Math.Abs(mean):0}"),
                ("mean", mean),
                ("batch", evidence.Before?.Setting.Batch ?? 0)
            ),
        };
    }
}

namespace Ballast;

/// <summary>STALL001: the loss has not fallen, or is no better than that of a constant answer.</summary>
internal sealed class NothingLearned : ISymptom
{
    private const int Enough = 40,
        Parts = 8;
    private const double Fell = 0.97,
        Better = 0.97;

    public string Code => "STALL001";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Course is not { } course || course.Steps < Math.Max(Enough, course.Planned / 2))
            return null;
        var window = Math.Max(5, course.Steps / 10);
        var first = Facts.Median(course.Losses.Take(Math.Max(3, course.Steps / 50)));
        var last = Facts.Median(course.Losses.Skip(course.Steps - window));
        var trivial = evidence.Before?.TrivialLoss ?? double.NaN;
        var constant = trivial > 0 && last > Better * trivial;
        var still = first > 0 && last > Fell * first;
        if (!double.IsFinite(last) || !(constant || (still && !(trivial > 0 && last < 0.5 * trivial))))
            return null;
        var falls = Falls(course.Losses);
        var moved = course.Movement > 0.05;
        return new(Code, Severity.Warning)
        {
            Since = course.Steps - 1,
            Causes =
                falls ? [new(Cause.RateTooSmall, 0.6), new(Cause.TargetScale, 0.2)]
                : moved ? [new(Cause.RateTooLarge, 0.35), new(Cause.Initialization, 0.2), new(Cause.Activation, 0.2)]
                : [new(Cause.RateTooSmall, 0.3), new(Cause.Initialization, 0.25), new(Cause.Activation, 0.25)],
            Evidence = Facts.Of(("first", first), ("last", last), ("trivial", trivial), ("steps", course.Steps)),
        };
    }

    // whether it gets better and better all the while, and is only not there yet
    private static bool Falls(IReadOnlyList<double> losses)
    {
        double[] means = [.. losses.Chunk(Math.Max(1, losses.Count / Parts)).Take(Parts).Select(chunk => chunk.Average())];
        return Enumerable.Range(1, means.Length - 1).All(i => means[i] < means[i - 1]) && means[^1] < 0.9 * means[0];
    }
}

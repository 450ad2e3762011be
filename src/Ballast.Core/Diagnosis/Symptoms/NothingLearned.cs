namespace Ballast;

/// <summary>STALL001: the loss has not fallen, or is no better than that of a constant answer.</summary>
internal sealed class NothingLearned : ISymptom
{
    private const int Enough = 40;
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
        var moved = course.Movement > 0.05;
        return new(Code, Severity.Warning)
        {
            Since = course.Steps - 1,
            Causes = moved
                ? [new(Cause.RateTooLarge, 0.35), new(Cause.Initialization, 0.2), new(Cause.Activation, 0.2)]
                : [new(Cause.RateTooSmall, 0.3), new(Cause.Initialization, 0.25), new(Cause.Activation, 0.25)],
            Evidence = Facts.Of(("first", first), ("last", last), ("trivial", trivial), ("steps", course.Steps)),
        };
    }
}

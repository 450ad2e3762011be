namespace Ballast;

/// <summary>LR002: the weights hardly move, so nothing can be learned in the time there is.</summary>
internal sealed class RateTooSmall : ISymptom
{
    private const int Enough = 50;
    private const double Still = 3e-4;

    public string Code => "LR002";

    public Finding? Look(Evidence evidence)
    {
        if (
            evidence.Course is not { Movement: < Still } course
            || course.Steps < Math.Max(Enough, course.Planned / 4)
            || course.BrokenSince is not null
        )
            return null;
        if (!(Facts.Median(course.GradientNorms) > 0))
            return null; // nothing to follow, whatever the rate
        var quiet = evidence.Before is { } model && (new GradientsVanish().Look(evidence) ?? new SignalFades().Look(evidence)) is not null;
        return new(Code, Severity.Warning)
        {
            Causes = [new(Cause.RateTooSmall, quiet ? 0.3 : 0.85)],
            RuledOut = [Cause.RateTooLarge],
            Evidence = Facts.Of(
                ("movement", course.Movement),
                ("rate", evidence.Before?.Setting.Rate ?? double.NaN),
                ("steps", course.Steps)
            ),
        };
    }
}

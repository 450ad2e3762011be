namespace Ballast;

/// <summary>LR003: the loss rises smoothly from the first step on, as if the steps went uphill.</summary>
internal sealed class Uphill : ISymptom
{
    private const double Nearly = 0.8;

    public string Code => "LR003";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Rehearsal is not { Steps: > 5 } course || course.BrokenSince is not null)
            return null;
        var rises = Enumerable.Range(1, course.Steps - 1).Count(i => course.Losses[i] > course.Losses[i - 1]);
        var (first, last) = (course.Losses[0], course.Losses[^1]);
        // a rate that is too large jumps at once; the wrong way begins slowly
        var smooth = Math.Abs(course.Losses[1] - first) < 0.5 * Math.Abs(first) + 1e-12;
        return rises >= Nearly * (course.Steps - 1) && last > first && smooth && (last - first) > 0.02 * Math.Abs(first)
            ? new(Code, Severity.Error)
            {
                Causes = [new(Cause.Direction, 0.7), new(Cause.RateTooLarge, 0.3)],
                Evidence = Facts.Of(("first", first), ("last", last), ("rises", rises), ("steps", course.Steps - 1)),
            }
            : null;
    }
}

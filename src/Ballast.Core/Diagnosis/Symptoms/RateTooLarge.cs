namespace Ballast;

/// <summary>LR001: plain steps with this rate raise the loss of the very batches they are taken on.</summary>
internal sealed class RateTooLarge : ISymptom
{
    private const double Rose = 3;

    public string Code => "LR001";

    public Finding? Look(Evidence evidence)
    {
        if (evidence is not { Rehearsal: { Steps: > 2 } course, Before: { } model } || !double.IsFinite(model.Loss))
            return null;
        var (first, last) = (course.Losses[0], Facts.Median(course.Losses.TakeLast(3)));
        var broke = course.BrokenSince is > 0 || !double.IsFinite(last);
        if (!broke && !(last > Rose * Math.Abs(first)))
            return null;
        return new(Code, Severity.Error)
        {
            Causes = [new(Cause.RateTooLarge, 0.75 * Roots.Discount(evidence)), new(Cause.Optimizer, 0.25)],
            Evidence = Facts.Of(
                ("rate", model.Setting.Rate),
                ("optimizer", model.Setting.Optimizer),
                ("first", first),
                ("last", broke ? "NaN" : (object)last),
                ("steps", course.Steps)
            ),
        };
    }
}

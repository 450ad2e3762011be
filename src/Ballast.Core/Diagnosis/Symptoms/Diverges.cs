namespace Ballast;

/// <summary>EXP006: the loss is far above what the training began with.</summary>
internal sealed class Diverges : ISymptom
{
    private const int Enough = 10;
    private const double Above = 1.5;

    public string Code => "EXP006";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Course is not { } course || course.Steps < Enough)
            return null;
        var window = Math.Max(3, course.Steps / 20);
        var (first, last) = (
            Facts.Median(course.Losses.Take(Math.Min(window, 5))),
            Facts.Median(course.Losses.Skip(course.Steps - window))
        );
        var lowest = Lowest(course.Losses, window);
        var above = Math.Max(first, 0) * Above;
        if (!(last > above) || !(last > lowest + Math.Abs(lowest)))
            return null;
        return new(Code, Severity.Error)
        {
            Since = FirstAbove(course.Losses, above, window),
            Causes = [new(Cause.RateTooLarge, 0.7 * Roots.Discount(evidence)), new(Cause.Direction, 0.25), new(Cause.Optimizer, 0.2)],
            Evidence = Facts.Of(("first", first), ("last", last), ("lowest", lowest)),
        };
    }

    private static double Lowest(IReadOnlyList<double> losses, int window) =>
        losses.Chunk(window).Select(chunk => Facts.Median(chunk)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();

    private static long FirstAbove(IReadOnlyList<double> losses, double limit, int window)
    {
        for (var i = 0; i + window <= losses.Count; i++)
            if (Facts.Median(losses.Skip(i).Take(window)) > limit)
                return i;
        return losses.Count - 1;
    }
}

namespace Ballast;

/// <summary>
/// EXP004: the norm of the gradient grows like an exponential over the last steps; a line through its logarithm says when it overflows, or
/// one through the loss's: a square does so in half the steps.
/// </summary>
internal sealed class NormsGrow : ISymptom
{
    private const int Window = 24,
        First = 3,
        Usual = 256,
        Soon = 400; // steps
    private const double Grown = 30, // over the window
        Straight = 0.9, // share of the variance that the line explains
        Overflow = 3e38;

    public string Code => "EXP004";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Course is not { } course || course.Steps < Window || course.BrokenSince is not null)
            return null;
        double[] logs = [.. course.GradientNorms.TakeLast(Window).Select(norm => Math.Log(norm))];
        if (!logs.All(double.IsFinite))
            return null;
        var (slope, explained) = Line(logs);
        var grown = Math.Exp(slope * (Window - 1));
        var left = Math.Min((Math.Log(Overflow) - logs[^1]) / slope, Left(course.Losses));
        var before = Facts.Median(course.GradientNorms.SkipLast(Window).TakeLast(Usual));
        // what is smaller than at the beginning may grow: where all is learned, gradients are rounding errors, and optimizers forget
        var begun = Facts.Median(course.GradientNorms.Take(First));
        if (!(grown > Grown) || explained < Straight || left > Soon || Math.Exp(logs[^1]) < Math.Max(10 * before, begun))
            return null;
        return new(Code, Severity.Error)
        {
            Where = Loudest(course),
            Since = course.Steps - Window,
            Causes = [new(Cause.RateTooLarge, 0.7), new(Cause.Initialization, 0.3)],
            Evidence = Facts.Of(("grown", grown), ("window", Window), ("left", (long)left), ("norm", course.GradientNorms[^1])),
        };
    }

    // steps until the loss overflows; no end where it does not grow like that
    private static double Left(IReadOnlyList<double> losses)
    {
        double[] logs = [.. losses.TakeLast(Window).Select(loss => Math.Log(loss))];
        if (!logs.All(double.IsFinite))
            return double.PositiveInfinity;
        var (slope, explained) = Line(logs);
        return slope > 0 && explained >= Straight ? (Math.Log(Overflow) - logs[^1]) / slope : double.PositiveInfinity;
    }

    // the parameter whose own norm grew most in the ring
    private static string Loudest(CourseReading course)
    {
        if (course.Latest.Count < 2 || course.Parameters.Count == 0)
            return "";
        var (first, last) = (course.Latest[Math.Max(0, course.Latest.Count - Window)], course.Latest[^1]);
        var most = Enumerable.Range(0, course.Parameters.Count).MaxBy(i => first[i] > 0 ? last[i] / first[i] : 0);
        return course.Parameters[most].Name;
    }

    private static (double Slope, double Explained) Line(double[] y)
    {
        var (n, mean) = (y.Length, y.Average());
        double xy = 0,
            xx = 0,
            yy = 0;
        for (var i = 0; i < n; i++)
        {
            var (x, d) = (i - ((n - 1) / 2.0), y[i] - mean);
            (xy, xx, yy) = (xy + (x * d), xx + (x * x), yy + (d * d));
        }

        return (xy / xx, yy == 0 ? 0 : xy * xy / (xx * yy));
    }
}

namespace Ballast.Cli;

/// <summary>What the gradient norms of a training were like, and its losses in a few points.</summary>
internal static class GradientCourse
{
    private const int CurvePoints = 60;

    /// <summary>
    /// A trial with the peak and the 99th percentile of its gradient norms over their median, and its curve. A norm that is not finite
    /// makes the peak infinite.
    /// </summary>
    public static CompareTrial With(this CompareTrial trial, IReadOnlyList<double> norms, IReadOnlyList<double> losses)
    {
        double[] numbers = [.. norms.Select(norm => double.IsFinite(norm) ? norm : double.PositiveInfinity)];
        var median = Statistics.Median(numbers);
        var every = Math.Max(1, (losses.Count + CurvePoints - 1) / CurvePoints);
        return trial with
        {
            GradPeak = Statistics.Quantile(numbers, 1) / median,
            GradP99 = Statistics.Quantile(numbers, 0.99) / median,
            Curve = [.. losses.Where((_, i) => i % every == 0)],
        };
    }
}

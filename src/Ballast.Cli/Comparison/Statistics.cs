namespace Ballast.Cli;

/// <summary>Order statistics of a few numbers.</summary>
internal static class Statistics
{
    /// <summary>
    /// The middle number, or the mean of the middle two. NaN counts as larger than any other: a run without a result is the worst.
    /// </summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>
    /// The number below which a share lies, linear between neighbours; NaN counts as larger than any other, and there is none of nothing.
    /// </summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.OrderBy(double.IsNaN).ThenBy(value => value)];
        if (sorted.Length == 0)
            return double.NaN;
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return at == below ? sorted[below] : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>
    /// The place of each number from the smallest on, from 1; equal ones share the mean of their places. NaN are last together.
    /// </summary>
    public static double[] Ranks(IReadOnlyList<double> values) =>
        [
            .. values.Select(value =>
                1 + values.Count(other => Compare(other, value) < 0) + ((values.Count(other => Compare(other, value) == 0) - 1) / 2.0)
            ),
        ];

    private static int Compare(double a, double b) =>
        (double.IsNaN(a), double.IsNaN(b)) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => -1,
            _ => a.CompareTo(b),
        };
}

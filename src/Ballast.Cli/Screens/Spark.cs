namespace Ballast.Cli;

/// <summary>A curve in one line of characters; by logarithms where all is positive.</summary>
internal static class Spark
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The last value of each bucket, N where one was NaN and I where infinite.</summary>
    public static string Line(SeriesView series)
    {
        double[] finite = [.. series.Last.Where(double.IsFinite)];
        if (finite.Length == 0)
            return string.Concat(series.Broken.Select(broken => Bar(double.NaN, broken)));
        var isLog = finite.Min() > 0;
        double At(double value) => isLog ? Math.Log(value) : value;
        var (low, high) = (At(finite.Min()), At(finite.Max()));
        return string.Concat(
            series.Last.Zip(series.Broken, (value, broken) => Bar((At(value) - low) / Math.Max(high - low, 1e-12), broken))
        );
    }

    private static char Bar(double height, int broken) =>
        (broken & 1) != 0 ? 'N'
        : broken != 0 ? 'I'
        : double.IsNaN(height) ? ' '
        : Bars[Math.Clamp((int)(height * Bars.Length), 0, Bars.Length - 1)];
}

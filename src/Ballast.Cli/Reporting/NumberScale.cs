using System.Globalization;
using ScottPlot;

namespace Ballast.Cli;

/// <summary>
/// A vertical axis for numbers that may span any number of decades: logarithmic where all are positive. It shows the range in
/// which curves are worth looking at; what explodes leaves it at the top.
/// </summary>
internal sealed class NumberScale
{
    private const double Headroom = 2; // decades above the typical value that an explosion may take
    private const int MostTicks = 20;
    private readonly bool _logarithmic;

    public NumberScale(IEnumerable<RunCurve.Bin> bins)
    {
        var all = bins.ToArray();
        _logarithmic = all.All(bin => bin.Low >= 0);
        var values = all.SelectMany(bin => new[] { bin.Low, bin.High })
            .Where(value => !_logarithmic || value > 0)
            .Select(At)
            .Order()
            .ToArray();
        var middles = all.Where(bin => !_logarithmic || bin.Middle > 0).Select(bin => At(bin.Middle)).Order().ToArray();
        if (values.Length == 0)
            (Bottom, Top) = (0, 1);
        else if (_logarithmic)
            (Bottom, Top) = (Math.Max(values[0], Typical(middles) - (3 * Headroom)), Math.Min(values[^1], Typical(middles) + Headroom));
        else
            (Bottom, Top) = (values[values.Length / 50], values[^(1 + (values.Length / 50))]);
        if (Top - Bottom < 0.3 && _logarithmic)
            (Bottom, Top) = (Bottom - 0.15, Top + 0.15);
        if (Top <= Bottom)
            (Bottom, Top) = (Bottom - 1, Top + 1);
    }

    /// <summary>Lowest place that is shown.</summary>
    public double Bottom { get; }

    /// <summary>Highest place that is shown.</summary>
    public double Top { get; }

    /// <summary>Where a value stands on the axis.</summary>
    public double At(double value) => _logarithmic ? Math.Log10(Math.Max(value, double.Epsilon)) : value;

    /// <summary>As <see cref="At"/>, but no further away than lets a line leave the picture.</summary>
    public double Within(double value) => Math.Clamp(At(value), Bottom - (Top - Bottom), Top + (Top - Bottom));

    /// <summary>Ticks at 1, 2, 5 times powers of ten, or only at the powers where there are many.</summary>
    public IReadOnlyList<Tick> Ticks()
    {
        var ticks = new List<Tick>();
        if (!_logarithmic)
        {
            var step = Round(Top - Bottom);
            // counted: beside a large number a small step may be nothing, and the loop would not end
            for (double i = 0, at = Math.Ceiling(Bottom / step) * step; i < MostTicks && at <= Top; at += step, i++)
                ticks.Add(Tick.Major(at, Text(Math.Round(at, 12))));
            return ticks;
        }

        var decades = Top - Bottom;
        var stride = Math.Max(1, (int)Math.Ceiling(decades / 8));
        for (var decade = (int)Math.Floor(Bottom); decade <= Math.Ceiling(Top); decade++)
        {
            if (decade % stride == 0)
                ticks.Add(Tick.Major(decade, Text(Math.Pow(10, decade))));
            for (var digit = 2; digit <= 9 && stride == 1; digit++)
            {
                var at = decade + Math.Log10(digit);
                if (decades < 2.2 && (digit is 2 or 5 || (decades < 0.8 && digit is 3 or 4 or 7)))
                    ticks.Add(Tick.Major(at, Text(digit * Math.Pow(10, decade))));
                else
                    ticks.Add(Tick.Minor(at));
            }
        }

        var margin = 0.05 * decades;
        return ticks.FindAll(tick => tick.Position >= Bottom - margin && tick.Position <= Top + margin);
    }

    /// <summary>Ticks for steps, from 0 to the last.</summary>
    public static IReadOnlyList<Tick> StepTicks(long steps)
    {
        var ticks = new List<Tick>();
        var step = (long)Math.Max(1, Round(steps));
        for (var at = 0L; ticks.Count < MostTicks && at <= steps; at += step)
            ticks.Add(Tick.Major(at, Words.Whole(at)));
        return ticks;
    }

    // a round distance that divides a range into four to eight
    private static double Round(double range)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(range)));
        return range / unit < 2 ? unit / 4
            : range / unit < 4 ? unit / 2
            : unit;
    }

    private static double Typical(double[] sorted) => sorted[sorted.Length / 2];

    private static string Text(double value) =>
        Math.Abs(value) is >= 1e5 or (< 1e-3 and > 0)
            ? value.ToString("0.#e+0", CultureInfo.InvariantCulture)
            : value.ToString("0.######", CultureInfo.InvariantCulture);
}

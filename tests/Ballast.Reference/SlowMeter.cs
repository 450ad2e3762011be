namespace Ballast.Reference;

/// <summary>The slow obvious twin of the meter: one value at a time, scaled so that nothing overflows.</summary>
public static class SlowMeter
{
    public static (double Norm, double Peak, long NonFinite) Measure(IEnumerable<double> values)
    {
        double peak = 0,
            special = 0;
        long nonFinite = 0;
        var finite = new List<double>();
        foreach (var value in values)
        {
            if (double.IsFinite(value))
                finite.Add(value);
            else
                (nonFinite, special) = (nonFinite + 1, special + Math.Abs(value));
        }

        foreach (var value in finite)
            peak = Math.Max(peak, Math.Abs(value));
        if (nonFinite > 0)
            return (special, peak, nonFinite);
        if (peak == 0)
            return (0, 0, 0);
        return (peak * Math.Sqrt(finite.Sum(value => value / peak * (value / peak))), peak, 0);
    }
}

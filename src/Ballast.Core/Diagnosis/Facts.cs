using System.Globalization;

namespace Ballast;

/// <summary>Numbers as findings show them.</summary>
internal static class Facts
{
    public static Dictionary<string, string> Of(params ReadOnlySpan<(string Name, object Value)> facts)
    {
        var found = new Dictionary<string, string>();
        foreach (var (name, value) in facts)
            found[name] = value switch
            {
                double number => number.ToString("g3", CultureInfo.InvariantCulture),
                float number => number.ToString("g3", CultureInfo.InvariantCulture),
                IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                _ => $"{value}",
            };
        return found;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}

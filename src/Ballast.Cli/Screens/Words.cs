using System.Globalization;

namespace Ballast.Cli;

/// <summary>Numbers as people read them; the same on every machine.</summary>
internal static class Words
{
    public static string Percent(double share) =>
        double.IsNaN(share) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    public static string Number(double value) =>
        value switch
        {
            double.NaN => "NaN",
            double.PositiveInfinity => "infinite",
            double.NegativeInfinity => "-infinite",
            0 => "0",
            _ when Math.Abs(value) is >= 1e5 or < 1e-3 => value.ToString("0.00e+0", CultureInfo.InvariantCulture),
            _ when Math.Abs(value) >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
            _ => value.ToString("G4", CultureInfo.InvariantCulture),
        };

    /// <summary>A predicted number, plainly written: so many significant digits, and no exponent where people write none.</summary>
    public static string Value(double value, int digits = 7)
    {
        if (!double.IsFinite(value) || value == 0)
            return Number(value);
        var before = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1; // digits before the point; below 1 for leading zeros behind it
        if (before is > 15 or < -5)
            return value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return Math.Round((decimal)value, Math.Clamp(digits - before, 0, 28))
            .ToString("0.############################", CultureInfo.InvariantCulture);
    }

    public static string Whole(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A rate: two digits where it is slow.</summary>
    public static string Rate(double value) => value >= 10 ? Whole((long)value) : value.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Time(TimeSpan time) => Speech.English.Time(time);

    /// <summary>A size, in thousands: 4.2 MB.</summary>
    public static string Bytes(long count)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        var unit = count < 1000 ? 0 : Math.Min((int)Math.Log(count, 1000), units.Length - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{count / Math.Pow(1000, unit):0.#} {units[unit]}");
    }

    public static string Steps(long count) => Speech.English.Steps(count);
}

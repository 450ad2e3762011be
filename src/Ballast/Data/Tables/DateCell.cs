using System.Globalization;
using System.Text.RegularExpressions;

namespace Ballast;

/// <summary>A cell that is a date, a date with a time, or a time of day.</summary>
/// <param name="DayFirst">Seconds since 2000-01-01 with the day before the month, where the year stands last; of a time, since midnight.
/// NaN where it cannot be read so.</param>
/// <param name="MonthFirst">The same with the month before the day.</param>
/// <param name="Shape">What it holds.</param>
internal readonly record struct DateCell(double DayFirst, double MonthFirst, DateShape Shape)
{
    public const double Day = 86_400;
    private static readonly DateTime s_origin = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static bool TryRead(string text, out DateCell cell)
    {
        cell = default;
        if (text.Length is < 4 or > 48 || !(text.Contains(':', StringComparison.Ordinal) || text.AsSpan().ContainsAny("-./ ")))
            return false;
        text = CellText.Unified(text);
        if (DatePatterns.Clock().Match(text) is { Success: true } clock)
        {
            cell = new(Seconds(clock), Seconds(clock), DateShape.Time);
            return !double.IsNaN(cell.DayFirst);
        }

        if (Dated(text) is not { } it)
            return false;
        var (first, second, rest) = it;
        var seconds = 0.0;
        var shape = DateShape.Date;
        if (rest.Length > 0)
        {
            if (DatePatterns.Rest().Match(rest) is not { Success: true } time)
                return false;
            seconds = Seconds(time);
            shape |= DateShape.Time;
            if (time.Groups["zone"] is { Success: true, Value: var zone })
            {
                shape |= DateShape.Zone;
                seconds -= Offset(zone);
            }
        }

        cell = new(first + seconds, second + seconds, shape);
        return !double.IsNaN(cell.DayFirst) || !double.IsNaN(cell.MonthFirst);
    }

    /// <summary>The moment that seconds since 2000-01-01 stand for.</summary>
    public static DateTime Moment(double seconds) => s_origin.AddSeconds(seconds);

    /// <summary>
    /// Seconds since 2000-01-01 of a number that stands for a moment: yyyyMMdd, or seconds or milliseconds since 1970; NaN for any other.
    /// </summary>
    public static double OfNumber(double number)
    {
        if (number is >= 19000101 and <= 21001231 && number == Math.Floor(number))
            return Of(number / 10000, number / 100 % 100, number % 100);
        var seconds = Math.Abs(number) < 1e11 ? number : number / 1000;
        return Math.Abs(seconds) < 1e10 ? seconds - (s_origin - DateTime.UnixEpoch).TotalSeconds : double.NaN;
    }

    private static (double DayFirst, double MonthFirst, string After)? Dated(string text)
    {
        // 2021.07 is a number
        if (DatePatterns.YearFirst().Match(text) is { Success: true } iso && (iso.Groups["d"].Success || iso.Groups["mark"].Value != "."))
        {
            var value = Of(Number(iso, "y"), Number(iso, "m"), iso.Groups["d"].Success ? Number(iso, "d") : 1);
            return (value, value, iso.Groups["rest"].Value);
        }

        if (DatePatterns.YearLast().Match(text) is { Success: true } last)
        {
            var (year, a, b) = (Year(last), Number(last, "a"), Number(last, "b"));
            var dayFirst = Of(year, b, a);
            return (dayFirst, last.Groups["mark"].Value == "." ? dayFirst : Of(year, a, b), last.Groups["rest"].Value);
        }

        if (
            DatePatterns.Named().Match(text) is { Success: true } named
            && DatePatterns.Month(named.Groups["month"].Value) is var month and > 0
        )
        {
            var value = Of(Year(named), month, Number(named, "d"));
            return (value, value, named.Groups["rest"].Value);
        }

        return null;
    }

    private static double Of(double year, double month, double day)
    {
        var (y, m, d) = ((int)year, (int)month, (int)day);
        return y is >= 1 and <= 9999 && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, m)
            ? (new DateTime(y, m, d, 0, 0, 0, DateTimeKind.Utc) - s_origin).TotalSeconds
            : double.NaN;
    }

    // two digits: 1950 to 2049, as .NET, Excel and others read them
    private static double Year(Match match) =>
        Number(match, "y") is var year && match.Groups["y"].Length == 2 ? year + (year < 50 ? 2000 : 1900) : year;

    private static double Number(Match match, string group) =>
        double.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double Seconds(Match time)
    {
        var (hour, minute) = (Number(time, "hour"), Number(time, "minute"));
        var second = time.Groups["second"].Success
            ? double.Parse(time.Groups["second"].Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            : 0;
        if (time.Groups["half"] is { Success: true, Value: var half })
        {
            if (hour is < 1 or > 12)
                return double.NaN;
            hour = (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        return hour < 24 && minute < 60 && second < 60 ? (3600 * hour) + (60 * minute) + second : double.NaN;
    }

    private static double Offset(string zone)
    {
        if (zone[0] is not ('+' or '-'))
            return 0;
        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var number = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var seconds = digits.Length > 2 ? (3600 * (number / 100)) + (60 * (number % 100)) : 3600 * number;
        return zone[0] == '-' ? -seconds : seconds;
    }
}

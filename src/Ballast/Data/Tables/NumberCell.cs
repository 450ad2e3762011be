using System.Buffers;
using System.Globalization;

namespace Ballast;

/// <summary>
/// A cell that is a number in some spelling: its value with a decimal point and with a decimal comma, and what stands around it.
/// </summary>
/// <param name="Point">Its value read with a decimal point; NaN where it cannot be read so.</param>
/// <param name="Comma">Its value read with a decimal comma; NaN where it cannot be read so.</param>
/// <param name="Sign">Currency, percent sign or unit before or after the digits; empty for none.</param>
/// <param name="Marks">The marks between its digits: any of point, comma, apostrophe, space.</param>
internal readonly record struct NumberCell(double Point, double Comma, string Sign, string Marks)
{
    private const int Longest = 80;
    private static readonly SearchValues<char> Core = SearchValues.Create("0123456789.,' ");
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789.-");
    private static readonly string[] MarksOf =
    [
        .. Enumerable.Range(0, 16).Select(bits => string.Concat(".,' ".Where((_, i) => (bits & (1 << i)) != 0))),
    ];

    /// <summary>The mark between thousands, where the decimal mark is known; '\0' for none.</summary>
    public char Thousands(bool comma) => Marks.FirstOrDefault(mark => mark != (comma ? ',' : '.'));

    public static bool TryRead(string text, out NumberCell cell)
    {
        cell = default;
        if (text.Length is 0 or > Longest)
            return false;
        if (!text.AsSpan().ContainsAnyExcept(Plain) && TryPlain(text, out cell))
            return true;
        var rest = CellText.Unified(text).AsSpan();
        var negative = Bracketed(ref rest);
        var signs = Signed(ref rest, ref negative);
        var before = rest.Length > 0 && !char.IsAsciiDigit(rest[0]) ? CurrencySign.Leading(ref rest) : "";
        if (before.Length > 0)
        {
            negative |= Bracketed(ref rest);
            signs += Signed(ref rest, ref negative);
        }

        var length = rest.IndexOfAnyExcept(Core) is var end and >= 0 ? end : rest.Length;
        var core = rest[..length].TrimEnd(' ');
        if (!core.ContainsAnyInRange('0', '9') || core[0] is ' ' or '\'')
            return false;
        rest = rest[length..];
        var exponent = Exponent(ref rest);
        rest = rest.TrimStart();
        signs += Signed(ref rest, ref negative);
        if (CurrencySign.Following(rest) is not { } after || signs > 1)
            return false;
        var (point, comma) = (Value(core, '.', exponent, negative), Value(core, ',', exponent, negative));
        cell = new(
            point,
            comma,
            before.Length == 0 ? after
                : after.Length == 0 || after == before ? before
                : $"{before} {after}",
            Found(core)
        );
        return !double.IsNaN(point) || !double.IsNaN(comma);
    }

    // most tables have nothing else: digits with at most one point
    private static bool TryPlain(ReadOnlySpan<char> text, out NumberCell cell)
    {
        cell = default;
        var digits = text[0] == '-' ? text[1..] : text;
        var (point, last) = (digits.IndexOf('.'), digits.Length - 1);
        if (digits.IsEmpty || digits.Contains('-') || digits.LastIndexOf('.') != point || (point < 0 ? last < 0 : last == 0))
            return false;
        if (point is > 0 and <= 3 && point == last - 3 && digits[0] != '0')
            return false; // may be thousands
        var value = double.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        cell = new(value, point < 0 ? value : double.NaN, "", point < 0 ? "" : MarksOf[1]);
        return true;
    }

    // as accountants write what is below 0
    private static bool Bracketed(ref ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != '(' || text[^1] != ')')
            return false;
        text = text[1..^1].Trim();
        return true;
    }

    private static int Signed(ref ReadOnlySpan<char> text, ref bool negative)
    {
        if (text.Length == 0 || text[0] is not ('+' or '-'))
            return 0;
        negative |= text[0] == '-';
        text = text[1..].TrimStart();
        return 1;
    }

    private static ReadOnlySpan<char> Exponent(ref ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] is not ('e' or 'E'))
            return [];
        var from = text[1] is '+' or '-' ? 2 : 1;
        var digits = text[from..].IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length - from;
        if (digits == 0)
            return [];
        var exponent = text[..(from + digits)];
        text = text[(from + digits)..];
        return exponent;
    }

    private static double Value(ReadOnlySpan<char> core, char mark, ReadOnlySpan<char> exponent, bool negative)
    {
        Span<char> plain = stackalloc char[Longest + 2];
        var at = core.LastIndexOf(mark);
        var whole = at < 0 ? core : core[..at];
        var rest = at < 0 ? default : core[(at + 1)..];
        if (rest.ContainsAnyExceptInRange('0', '9') || whole.Contains(mark))
            return double.NaN;
        var length = Grouped(whole, plain);
        if (length < 0 || (length < whole.Length && exponent.Length > 0))
            return double.NaN;
        plain[length++] = '.';
        rest.CopyTo(plain[length..]);
        length += rest.Length;
        exponent.CopyTo(plain[length..]);
        length += exponent.Length;
        return double.TryParse(plain[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? negative
                ? -value
                : value
            : double.NaN;
    }

    /// <summary>The digits without one kind of mark that parts them into thousands; -1 when they are parted otherwise.</summary>
    private static int Grouped(ReadOnlySpan<char> whole, Span<char> digits)
    {
        var length = 0;
        var mark = '\0';
        int group = 0,
            first = 0,
            least = 3,
            most = 3; // least and most: digits of a group between the first and the last
        foreach (var c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[length++] = c;
                group++;
                continue;
            }

            if (mark != '\0' && c != mark)
                return -1;
            if (mark == '\0' ? group is 0 or > 3 || digits[0] == '0' : group == 0)
                return -1;
            if (mark == '\0')
                first = group;
            else if (least == 3 && most == 3 && group == 2 && first < 3 && c == ',' && length == first + 2)
                least = most = 2;
            else
                (least, most) = (Math.Min(least, group), Math.Max(most, group));
            (mark, group) = (c, 0);
        }

        // groups of three everywhere; in India those before the last have two
        return mark == '\0' || (group == 3 && least == most) ? length : -1;
    }

    private static string Found(ReadOnlySpan<char> core) =>
        MarksOf[(core.Contains('.') ? 1 : 0) | (core.Contains(',') ? 2 : 0) | (core.Contains('\'') ? 4 : 0) | (core.Contains(' ') ? 8 : 0)];
}

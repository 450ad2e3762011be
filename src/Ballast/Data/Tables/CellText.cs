using System.Text.RegularExpressions;

namespace Ballast;

/// <summary>What stands in a cell where no value does, and how cells are shown in messages.</summary>
internal static partial class CellText
{
    // what pandas, R, SQL, Excel and people write
    private static readonly HashSet<string> Missing = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "nan",
        "-nan",
        "na",
        "n/a",
        "n.a.",
        "<na>",
        "#n/a",
        "#n/a n/a",
        "#na",
        "#nv",
        "nat",
        "null",
        "(null)",
        "nil",
        "none",
        "\\n",
        "?",
        "-",
        "--",
        "---",
        ".",
        "–",
        "—",
        "k.a.",
    };

    private static readonly HashSet<string> Infinite = new(StringComparer.OrdinalIgnoreCase)
    {
        "inf",
        "+inf",
        "-inf",
        "infinity",
        "+infinity",
        "-infinity",
        "∞",
        "+∞",
        "-∞",
        "1.#inf",
        "-1.#inf",
    };

    // none of them ends in a digit, as most cells do
    public static bool IsMissing(string text) =>
        text.Length == 0 || (text.Length <= 8 && !char.IsAsciiDigit(text[^1]) && Missing.Contains(text));

    public static bool IsInfinite(string text) => text.Length is > 0 and <= 9 && Infinite.Contains(text);

    /// <summary>An error of a spreadsheet, such as #DIV/0! or #WERT!.</summary>
    public static bool IsError(string text) => text.Length is > 3 and <= 12 && text[0] == '#' && SpreadsheetError().IsMatch(text);

    /// <summary>A text made fit for one line of a message.</summary>
    public static string Short(string text) =>
        string.Concat(text.Take(40).Select(c => char.IsControl(c) ? ' ' : c)) + (text.Length > 40 ? "..." : "");

    /// <summary>The same with the many signs for minus, spaces and apostrophes as those of ASCII.</summary>
    public static string Unified(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f') < 0
            ? text
            : string.Concat(
                    text.Select(c =>
                        c switch
                        {
                            '\u2212' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\ufe63' or '\uff0d' => '-',
                            '\u00b4' or '\u2018' or '\u2019' or '\u02bc' or '\uff07' => '\'',
                            '\uff0c' or '\u066b' => ',',
                            '\uff0e' => '.',
                            '\u202c' or '\u200e' or '\u200f' or '\u200b' or '\ufeff' => ' ',
                            _ => char.IsWhiteSpace(c) ? ' ' : c,
                        }
                    )
                )
                .Trim();

    [GeneratedRegex(@"^#[\p{Lu}/0]+[!?]$")]
    private static partial Regex SpreadsheetError();
}

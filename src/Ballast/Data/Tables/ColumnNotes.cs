using System.Globalization;

namespace Ballast;

/// <summary>What there is to say about the columns of a table: whatever could have been read otherwise, once.</summary>
internal static class ColumnNotes
{
    private const int Many = 50,
        LeastToCount = 10;

    /// <summary>The sentences on a column that inputs are made of.</summary>
    public static IEnumerable<string> Of(CsvColumn cells, InputColumn column)
    {
        if (column.Categories is { } categories)
        {
            if (categories.Count > Many)
                yield return $"{cells.Name}: {categories.Count} different texts, one input of 0 and 1 for each";
            yield break;
        }

        if (Of(cells) is { } words)
            yield return words + (cells.Notation!.Kind is ColumnKind.Date or ColumnKind.Time ? Parts(column) : "");
        if (cells.Notation?.Kind == ColumnKind.Number)
            foreach (var look in Looks(cells))
                yield return look;
    }

    /// <summary>How a column is read; null where that goes without saying.</summary>
    public static string? Of(CsvColumn cells) => cells.Notation?.Words is { } words ? $"{cells.Name}: {words}{cells.By}" : null;

    private static string Parts(InputColumn column) =>
        column switch
        {
            { Dates: DateInputs.Days, Notation.Kind: ColumnKind.Time } => "; its input is the hour",
            { Dates: DateInputs.Days } => "; its input is the days since the first",
            { Notation.Kind: ColumnKind.Time } => "; its 2 inputs are the sine and cosine of the time of day",
            { Notation.WithTime: true } => "; its 7 inputs are the days since the first, and sine and cosine of the "
                + "day of the year, of the week, and of the time of day",
            _ => "; its 5 inputs are the days since the first, and sine and cosine of the day of the year and of the week",
        };

    private static IEnumerable<string> Looks(CsvColumn cells)
    {
        var values = cells.Values!;
        var whole = Array.TrueForAll(values, value => value == Math.Floor(value));
        if (!whole)
            yield break;
        if (values.Length >= LeastToCount && Enumerable.Range(1, values.Length - 1).All(i => values[i] - values[i - 1] == 1))
            yield return $"{cells.Name}: it counts the rows, which says nothing about a new one; if it is "
                + $"no quantity, leave it out with ignore: [{cells.Name}]";
        else if (Array.TrueForAll(values, value => value is >= 19000101 and <= 21001231 && !double.IsNaN(DateCell.OfNumber(value))))
            yield return $"{cells.Name}: read as numbers, but they look like dates (year, month, "
                + $"day); date-columns: [{cells.Name}] reads them so";
        else if (
            Array.TrueForAll(values, value => value is >= 631152000 and <= 2208988800)
            || Array.TrueForAll(values, value => value is >= 631152000000 and <= 2208988800000)
        )
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{cells.Name}: read as numbers, but they look like seconds or milliseconds "
                    + $"since 1970; date-columns: [{cells.Name}] reads them so"
            );
        else if (cells.Texts.FirstOrDefault(text => text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1])) is { } padded)
            yield return $"{cells.Name}: read as numbers, but '{padded}' begins with 0; if they are "
                + $"names, such as postal codes, say categorical: [{cells.Name}]";
    }
}

namespace Ballast;

/// <summary>Columns of dates and times.</summary>
internal static class DateDraft
{
    private const int Look = 20; // so many cells are looked at before a column is taken for texts or numbers

    /// <summary>The column as dates or times of day; null where it is something else.</summary>
    /// <exception cref="DatasetException">Most cells are dates, and one is not.</exception>
    public static ColumnDraft? Of(CsvTable table, int at)
    {
        var texts = table.Cells[at];
        string[] some = [.. texts.Where(text => !CellText.IsMissing(text)).Take(Look)];
        if (2 * some.Count(text => DateCell.TryRead(text, out _)) <= some.Length)
            return null;
        double[] dayFirst = new double[texts.Count],
            monthFirst = new double[texts.Count];
        var (shape, shown) = (DateShape.None, -1);
        for (var row = 0; row < texts.Count; row++)
        {
            dayFirst[row] = monthFirst[row] = double.NaN;
            if (CellText.IsMissing(texts[row]))
                continue;
            if (!DateCell.TryRead(texts[row], out var cell) || (shown >= 0 && !Alike(shape, cell.Shape)))
            {
                var other =
                    shown >= 0 ? shown : Enumerable.Range(row + 1, texts.Count - row - 1).First(i => DateCell.TryRead(texts[i], out _));
                throw new DatasetException(
                    $"{table.Place(row, at)}: the cell holds '{CellText.Short(texts[row])}', but other rows hold dates or times "
                        + $"like '{texts[other]}' (line {table.Lines[other]}). Correct it, or leave "
                        + $"the column out with ignore: [{table.Columns[at]}]."
                );
            }

            (dayFirst[row], monthFirst[row]) = (cell.DayFirst, cell.MonthFirst);
            (shape, shown) = (shape | cell.Shape, shown < 0 ? row : shown);
        }

        var kind = (shape & DateShape.Date) != 0 ? ColumnKind.Date : ColumnKind.Time;
        return new(
            table,
            at,
            kind,
            new(dayFirst, monthFirst),
            new(kind) { WithTime = kind == ColumnKind.Date && (shape & DateShape.Time) != 0, WithZone = (shape & DateShape.Zone) != 0 }
        );
    }

    public static CsvColumn Resolve(ColumnDraft draft, TableHabits habits)
    {
        var (table, at) = (draft.Table, draft.At);
        var (way, row) = draft.Ways!.Decide();
        var by = "";
        if (habits.OrderChosen && way is WhichWay.First or WhichWay.Second or WhichWay.Unclear)
            way = habits.Order == DateOrder.DayFirst ? WhichWay.First : WhichWay.Second;
        else if (way == WhichWay.Unclear)
        {
            if (habits.Order is not { } order)
            {
                throw new DatasetException(
                    $"{table.Place(row, at)}: '{table.Cells[at][row]}' may be {Said(draft.Ways.First[row])} or "
                        + $"{Said(draft.Ways.Second[row])}, and no cell of the table shows which. Say date-order: dmy or date-order: mdy."
                );
            }

            (way, by) = (order == DateOrder.DayFirst ? WhichWay.First : WhichWay.Second, $" (as {habits.OrderFrom} shows)");
        }

        if (way == WhichWay.Mixed)
            way = draft.Ways.MostlySecond ? WhichWay.Second : WhichWay.First;
        var values = way == WhichWay.Second ? draft.Ways.Second : draft.Ways.First;
        for (row = 0; row < values.Length; row++)
            if (double.IsNaN(values[row]) && !CellText.IsMissing(table.Cells[at][row]))
                throw new DatasetException(
                    $"{table.Place(row, at)}: the cell holds '{table.Cells[at][row]}', which is no date with the "
                        + $"{(way == WhichWay.Second ? "month" : "day")} first, as the other rows write them. Correct it, or say "
                        + $"date-order: {(way == WhichWay.Second ? "dmy" : "mdy")} if all are meant so."
                );
        return new(
            table,
            at,
            values,
            draft.Notation! with
            {
                Order =
                    way == WhichWay.Either ? null
                    : way == WhichWay.Second ? DateOrder.MonthFirst
                    : DateOrder.DayFirst,
            }
        )
        {
            By = by,
        };
    }

    // a time may be missing where it is midnight; a zone may not
    private static bool Alike(DateShape one, DateShape other) =>
        (one & DateShape.Date) == (other & DateShape.Date) && (one & DateShape.Zone) == (other & DateShape.Zone);

    private static string Said(double seconds) =>
        DateCell.Moment(seconds).ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
}

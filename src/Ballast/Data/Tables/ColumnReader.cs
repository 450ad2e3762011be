namespace Ballast;

/// <summary>Reads a column of another table with the decisions that were made on the table that was trained on.</summary>
internal static class ColumnReader
{
    /// <param name="table">The other table.</param>
    /// <param name="column">What was decided and learned.</param>
    /// <param name="notes">Gets a sentence on what the training did not know.</param>
    /// <exception cref="DatasetException">There is no such column, or a cell is written otherwise than in the training.</exception>
    public static CsvColumn Read(CsvTable table, InputColumn column, List<string> notes)
    {
        var at = table.Column(column.Name);
        var texts = table.Cells[at];
        if (column.Fill is null && Array.FindIndex([.. texts], CellText.IsMissing) is var gap and >= 0)
            throw new DatasetException(
                $"{table.Place(gap, at)}: the cell holds '{texts[gap]}', which is no value, and the model was trained without "
                    + "gaps there. Fill it in, or train with missing: mean."
            );
        if (column.Categories is { } categories)
        {
            Unknown(table, at, categories, notes);
            return new(table, at, null, null);
        }

        return (column.Notation?.Kind ?? ColumnKind.Number) switch
        {
            ColumnKind.YesNo => new(
                table,
                at,
                [
                    .. texts.Select(
                        (text, row) =>
                            CellText.IsMissing(text)
                                ? double.NaN
                                : Known(
                                    table,
                                    at,
                                    row,
                                    YesNo.Value(text, column.Notation!),
                                    $"'{column.Notation!.Yes}' or '{column.Notation.No}'"
                                )
                    ),
                ],
                column.Notation
            ),
            ColumnKind.Number => Numbers(table, at, column.Notation ?? new(ColumnKind.Number)),
            _ => Dates(table, at, column.Notation!),
        };
    }

    private static CsvColumn Numbers(CsvTable table, int at, ColumnNotation trained)
    {
        if (table.Cells[at].All(CellText.IsMissing))
            return new(table, at, [.. Enumerable.Repeat(double.NaN, table.Rows)], trained);
        var draft = ColumnDraft.Of(table, at);
        var example = Array.FindIndex([.. table.Cells[at]], text => !CellText.IsMissing(text));
        if (CellText.IsInfinite(table.Cells[at][example]))
            throw new DatasetException(
                $"{table.Place(example, at)}: {table.Cells[at][example]} is infinite. Correct it or remove the row."
            );
        if (draft.Kind != ColumnKind.Number)
            throw new DatasetException(
                $"{table.Place(example, at)}: the cell holds '{CellText.Short(table.Cells[at][example])}', but the model was "
                    + "trained on numbers there. Correct it."
            );
        if (draft.Notation!.Sign != trained.Sign)
            throw new DatasetException(
                $"{table.Place(example, at)}: the cell holds '{CellText.Short(table.Cells[at][example])}', but the model was "
                    + "trained on numbers "
                    + $"{(trained.Sign is null ? "without a sign" : $"with the sign '{trained.Sign}'")} there. Write them alike."
            );
        return draft.Resolve(
            table.Habits with
            {
                Decimal = trained.Decimal ?? table.Habits.Decimal,
                DecimalChosen = trained.Decimal is not null,
                DecimalFrom = "the training",
            }
        );
    }

    private static CsvColumn Dates(CsvTable table, int at, ColumnNotation trained)
    {
        var texts = table.Cells[at];
        double[] first = new double[texts.Count],
            second = new double[texts.Count];
        for (var row = 0; row < texts.Count; row++)
        {
            (first[row], second[row]) = (double.NaN, double.NaN);
            if (CellText.IsMissing(texts[row]))
                continue;
            if (trained.AsNumbers)
                first[row] = second[row] = Known(
                    table,
                    at,
                    row,
                    NumberCell.TryRead(texts[row], out var number) ? DateCell.OfNumber(number.Point) : double.NaN,
                    "numbers that stand for moments"
                );
            else
            {
                var read =
                    DateCell.TryRead(texts[row], out var cell)
                    && (cell.Shape & DateShape.Date) != 0 == (trained.Kind == ColumnKind.Date)
                    && (cell.Shape & DateShape.Zone) != 0 == trained.WithZone;
                Known(
                    table,
                    at,
                    row,
                    read ? 0 : double.NaN,
                    (trained.Kind == ColumnKind.Date ? "dates" : "times of day") + (trained.WithZone ? " with a time zone" : "")
                );
                (first[row], second[row]) = (cell.DayFirst, cell.MonthFirst);
            }
        }

        var draft = new ColumnDraft(table, at, trained.Kind, new(first, second), trained);
        return draft.Resolve(new TableHabits { Order = trained.Order, OrderChosen = trained.Order is not null }) with
        {
            Notation = trained,
        };
    }

    private static double Known(CsvTable table, int at, int row, double value, string wanted) =>
        !double.IsNaN(value)
            ? value
            : throw new DatasetException(
                $"{table.Place(row, at)}: the cell holds '{CellText.Short(table.Cells[at][row])}', "
                    + $"but the model was trained on {wanted} there. Correct it."
            );

    private static void Unknown(CsvTable table, int at, IReadOnlyList<string> categories, List<string> notes)
    {
        HashSet<string> known = [.. categories];
        var unknown = table.Cells[at].Where(text => !CellText.IsMissing(text) && !known.Contains(text)).ToArray();
        if (unknown.Length == 0)
            return;
        string[] texts = [.. unknown.Distinct().Take(4)];
        notes.Add(
            $"{table.Columns[at]}: {(unknown.Length == 1 ? "1 row holds a text" : $"{unknown.Length} rows hold texts")} that the "
                + "training did not have "
                + $"({string.Join(", ", texts.Take(3).Select(text => $"'{CellText.Short(text)}'"))}{(texts.Length > 3 ? ", ..." : "")}): "
                + "all its inputs are 0 there"
        );
    }
}

namespace Ballast;

/// <summary>A column as its own cells show it: what kind it is, and every value in the two ways in which it may be meant.</summary>
/// <param name="Table">The table.</param>
/// <param name="At">The number of the column.</param>
/// <param name="Kind">What the cells hold; null for texts.</param>
/// <param name="Ways">Numbers with point and comma; dates with day and month first; null for everything else.</param>
/// <param name="Notation">What is known of the notation.</param>
internal sealed record ColumnDraft(CsvTable Table, int At, ColumnKind? Kind, TwoWays? Ways, ColumnNotation? Notation)
{
    public string Name => Table.Columns[At];

    /// <summary>Looks at all cells.</summary>
    /// <param name="table">The table.</param>
    /// <param name="at">The number of the column.</param>
    /// <param name="dated">Whether numbers there are moments.</param>
    /// <exception cref="DatasetException">Some cells are of one kind and some of another.</exception>
    public static ColumnDraft Of(CsvTable table, int at, bool dated = false)
    {
        var texts = table.Cells[at];
        if (!dated && YesNo.Of(texts.Where(text => !CellText.IsMissing(text))) is { } words)
            return new(table, at, ColumnKind.YesNo, null, words);
        if (DateDraft.Of(table, at) is { } dates)
            return dates;
        var numbers = NumberDraft.Of(table, at);
        if (!dated)
            return numbers ?? new(table, at, null, null, null);
        return numbers?.AsDates()
            ?? throw new DatasetException(
                $"{table.Path}: column '{table.Columns[at]}' is among date-columns, but its cells are neither dates nor numbers "
                    + "that stand for moments (yyyyMMdd, or seconds or milliseconds since 1970)."
            );
    }

    /// <summary>The values, in the way that the column or else the table shows.</summary>
    /// <exception cref="DatasetException">Nothing shows which way is meant.</exception>
    public CsvColumn Resolve(TableHabits habits)
    {
        var texts = Table.Cells[At];
        return Kind switch
        {
            null => new(Table, At, null, null),
            ColumnKind.YesNo => new(Table, At, [.. texts.Select(text => YesNo.Value(text, Notation!))], Notation),
            ColumnKind.Number => NumberDraft.Resolve(this, habits),
            ColumnKind.Date when Notation is { AsNumbers: false } => DateDraft.Resolve(this, habits),
            _ => new(Table, At, Ways!.First, Notation),
        };
    }

    /// <summary>Numbers that are moments.</summary>
    private ColumnDraft AsDates()
    {
        double[] seconds = [.. Ways!.First.Select(DateCell.OfNumber)];
        for (var row = 0; row < seconds.Length; row++)
            if (double.IsNaN(seconds[row]) && !CellText.IsMissing(Table.Cells[At][row]))
                throw new DatasetException(
                    $"{Table.Place(row, At)}: '{CellText.Short(Table.Cells[At][row])}' stands for no moment. Numbers in "
                        + "date-columns are yyyyMMdd, or seconds or milliseconds since 1970."
                );
        var days = Ways.First.All(value => double.IsNaN(value) || value is >= 19000101 and <= 21001231);
        return this with
        {
            Kind = ColumnKind.Date,
            Ways = new(seconds, seconds),
            Notation = new(ColumnKind.Date) { AsNumbers = true, WithTime = !days },
        };
    }
}

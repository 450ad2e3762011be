namespace Ballast;

/// <summary>Cells that hold no value: counted, and their rows left out where that is wanted.</summary>
internal static class Gaps
{
    private const int Named = 8;

    /// <summary>The rows that are not to be left out; null for all.</summary>
    /// <param name="table">The table.</param>
    /// <param name="inputs">The columns that inputs are made of.</param>
    /// <param name="targets">The columns that are predicted.</param>
    /// <param name="csv">What was chosen.</param>
    /// <param name="notes">Gets a sentence on the rows that are left out.</param>
    /// <exception cref="DatasetException">Cells are missing where that is an error, a column has no value at all, or no row is
    /// left.</exception>
    public static int[]? Kept(
        CsvTable table,
        IReadOnlyCollection<int> inputs,
        IReadOnlyCollection<int> targets,
        CsvOptions csv,
        List<string> notes
    )
    {
        Column[] missing = [.. inputs.Union(targets).Select(at => Column.Of(table, at)).Where(column => column.Count > 0)];
        if (missing.Length == 0)
            return null;
        if (missing.FirstOrDefault(column => column.Count == table.Rows) is { } empty)
            throw new DatasetException(
                $"{table.Path}: column '{empty.Name}' holds no value in any row. "
                    + $"{(targets.Contains(empty.At) ? "Choose another target." : $"Leave it out with ignore: [{empty.Name}].")}"
            );
        var dropped = new bool[table.Rows];
        foreach (var target in missing.Where(column => targets.Contains(column.At)))
        {
            if (csv.Missing != MissingCells.Drop && !csv.DropWithoutTarget)
                throw new DatasetException(
                    $"{table.Path}: {Counted(target.Count)} of the target '{target.Name}' {Holds(target.Count)} no value "
                        + $"({Example(table, target)}). Fill {(target.Count == 1 ? "it" : "them")} in, "
                        + "or say missing-target: drop to leave those rows out."
                );
            Mark(table, target, dropped);
        }

        if (csv.Missing == MissingCells.Refuse && missing.Where(column => inputs.Contains(column.At)).ToArray() is { Length: > 0 } refused)
            throw Refused(table, refused);
        if (csv.Missing == MissingCells.Drop)
            foreach (var column in missing)
                Mark(table, column, dropped);
        if (
            csv.Missing is MissingCells.Mean or MissingCells.Median
            && missing.Where(column => !targets.Contains(column.At)).ToArray() is { Length: > 0 } filled
        )
            notes.Add(
                $"cells without a value are filled with the {(csv.Missing == MissingCells.Mean ? "mean" : "median")} of the "
                    + $"training part and marked by one more input: {List(filled)}"
            );
        int[] kept = [.. Enumerable.Range(0, table.Rows).Where(row => !dropped[row])];
        if (kept.Length == table.Rows)
            return null;
        if (kept.Length == 0)
            throw new DatasetException(
                $"{table.Path}: every row lacks a value somewhere, so missing: drop leaves none: {List(missing)}. Fill the cells "
                    + "with missing: mean, or leave out the emptiest columns with ignore."
            );
        notes.Add($"{table.Rows - kept.Length} of {table.Rows} rows are left out for cells without a value: {List(missing)}");
        return kept;
    }

    private static DatasetException Refused(CsvTable table, Column[] columns)
    {
        var (first, total) = (columns[0], columns.Sum(column => column.Count));
        const string Remedy =
            "say missing: drop to leave such rows out, or missing: mean or missing: median to fill them and mark them by one more input";
        return total == 1
            ? new(
                $"{table.Place(first.First, first.At)}: the cell holds '{table.Cells[first.At][first.First]}', which is no value. "
                    + $"Fill it in, remove the row, or leave the column out with ignore: [{first.Name}]; or {Remedy}."
            )
            : new(
                $"{table.Path}: {total} cells hold no value: {List(columns)} ({Example(table, first)}). Fill them in, or leave "
                    + $"the column out with ignore: [{columns.MaxBy(column => column.Count)!.Name}]; or {Remedy}."
            );
    }

    private static void Mark(CsvTable table, Column column, bool[] dropped)
    {
        for (var row = 0; row < dropped.Length; row++)
            dropped[row] |= CellText.IsMissing(table.Cells[column.At][row]);
    }

    private static string List(IReadOnlyCollection<Column> columns) =>
        string.Join(", ", columns.OrderByDescending(column => column.Count).Take(Named).Select(column => $"{column.Name} {column.Count}"))
        + (columns.Count > Named ? $" and {columns.Count - Named} more columns" : "");

    private static string Example(CsvTable table, Column column) =>
        $"the first of '{column.Name}' in line {table.Lines[column.First]}: '{table.Cells[column.At][column.First]}'";

    private static string Counted(int count) => count == 1 ? "1 cell" : $"{count} cells";

    private static string Holds(int count) => count == 1 ? "holds" : "hold";

    private sealed record Column(int At, string Name, int Count, int First)
    {
        public static Column Of(CsvTable table, int at)
        {
            var (count, first) = (0, -1);
            for (var row = 0; row < table.Rows; row++)
            {
                if (!CellText.IsMissing(table.Cells[at][row]))
                    continue;
                if (count++ == 0)
                    first = row;
            }

            return new(at, table.Columns[at], count, first);
        }
    }
}

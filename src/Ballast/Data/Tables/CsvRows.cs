using Sylvan.Data.Csv;

namespace Ballast;

/// <summary>From the rows of a csv file to the columns of a table: what people leave empty is left out.</summary>
internal static class CsvRows
{
    /// <exception cref="DatasetException">No header, a column name twice, ragged rows, no rows.</exception>
    public static CsvTable Read(CsvDataReader csv, string path, ref long line)
    {
        List<string>? header = null;
        while (header is null && csv.Read())
            header = Row(csv, ref line) is var row && row is not [""] ? row : null;
        if (header is null)
            throw new DatasetException($"{path} is empty. Its first line must name the columns.");
        if (header.Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DatasetException($"{path}: the first line names the column '{CellText.Short(twice.Key)}' twice. Rename one.");
        var cells = header.Select(_ => new List<string>()).ToArray();
        var lines = new List<long>();
        for (var at = line; csv.Read(); at = line)
        {
            var row = Row(csv, ref line);
            if (row.Count > 1 || header.Count > 1)
                while (row.Count > header.Count && row[^1].Length == 0)
                    row.RemoveAt(row.Count - 1);
            if (row.TrueForAll(cell => cell.Length == 0) && (header.Count > 1 || row.Count != 1))
                continue; // an empty line, or one of delimiters alone
            if (row.Count != header.Count)
                throw new DatasetException(
                    $"{path}, line {at}: this row has {row.Count} cells, the header has {header.Count}. Complete the row or "
                        + "remove it; a cell that holds the delimiter has to be quoted. If the table begins further down, say "
                        + "header: and the line that names its columns."
                );
            lines.Add(at);
            for (var i = 0; i < row.Count; i++)
                cells[i].Add(row[i]);
        }

        return lines.Count > 0 ? Named(new(path, header, cells, lines)) : throw new DatasetException($"{path} has a header and no rows.");
    }

    /// <summary>
    /// The same without columns that have neither name nor values, or that only number the rows; other columns without a name are named by
    /// their place.
    /// </summary>
    private static CsvTable Named(CsvTable table)
    {
        List<string> names = [],
            notes = [];
        List<IReadOnlyList<string>> cells = [];
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var name = table.Columns[i];
            if (name.Length == 0)
            {
                if (table.Cells[i].All(cell => cell.Length == 0))
                    continue;
                name = $"column {i + 1}";
                if (Counts(table.Cells[i]))
                {
                    notes.Add($"{name} has no name and numbers the rows, as pandas and R write it: it is left out.");
                    continue;
                }

                notes.Add($"column {i + 1} has no name in the first line; it is called '{name}'.");
            }

            names.Add(name);
            cells.Add(table.Cells[i]);
        }

        return table with
        {
            Columns = names,
            Cells = [.. cells],
            Notes = notes,
        };
    }

    private static bool Counts(IReadOnlyList<string> cells)
    {
        if (cells.Count < 2 || !long.TryParse(cells[0], out var first) || first is not (0 or 1))
            return false;
        for (var i = 0; i < cells.Count; i++)
            if (!long.TryParse(cells[i], out var number) || number != first + i)
                return false;
        return true;
    }

    // a quoted cell may hold line breaks, so a row may take several lines
    private static List<string> Row(CsvDataReader csv, ref long line)
    {
        var row = new List<string>(csv.RowFieldCount);
        for (var i = 0; i < csv.RowFieldCount; i++)
        {
            var cell = csv.GetString(i);
            line += cell.AsSpan().Count('\n');
            row.Add(cell.Trim());
        }

        line++;
        return row;
    }
}

namespace Ballast.Tests;

/// <summary>Columns of a table that is never written to a file.</summary>
internal static class Understood
{
    public static CsvTable Table(char delimiter, params (string Name, string[] Cells)[] columns) =>
        new(
            "t.csv",
            [.. columns.Select(column => column.Name)],
            [.. columns.Select(column => column.Cells)],
            [.. Enumerable.Range(2, columns[0].Cells.Length).Select(line => (long)line)]
        )
        {
            Delimiter = delimiter,
        };

    public static CsvColumn Column(CsvTable table, int at = 0, CsvOptions? options = null)
    {
        table = table with { Habits = TableHabits.Of(table, Enumerable.Range(0, table.Columns.Count), options ?? new() { Target = "" }) };
        return CsvColumn.Of(table, at, categorical: false);
    }

    public static CsvColumn Column(string cells, char delimiter = ',', CsvOptions? options = null) =>
        Column(Table(delimiter, ("x", cells.Split('|'))), options: options);
}

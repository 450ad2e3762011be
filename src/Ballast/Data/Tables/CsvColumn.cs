namespace Ballast;

/// <summary>One column of a table, understood: as numbers, dates, yes and no, or as texts.</summary>
/// <param name="Table">The table.</param>
/// <param name="At">The number of the column.</param>
/// <param name="Values">Its values, NaN where a cell is missing: numbers, 0 and 1, seconds since 2000-01-01 or midnight. Null for
/// texts.</param>
/// <param name="Notation">How they are written; null for texts.</param>
internal sealed record CsvColumn(CsvTable Table, int At, double[]? Values, ColumnNotation? Notation)
{
    public string Name => Table.Columns[At];

    public IReadOnlyList<string> Texts => Table.Cells[At];

    /// <summary>Which cells hold no value.</summary>
    public bool[] Missing { get; } = [.. Table.Cells[At].Select(CellText.IsMissing)];

    public int Rows => Missing.Length;

    /// <summary>What another column decided about this one, in words.</summary>
    public string By { get; init; } = "";

    /// <summary>A column as its cells and the habits of its table show it, or as texts, whatever they look like.</summary>
    /// <exception cref="DatasetException">The cells contradict each other, or nothing shows what is meant.</exception>
    public static CsvColumn Of(CsvTable table, int at, bool categorical) =>
        categorical ? new(table, at, null, null) : table.Habits.Draft(table, at).Resolve(table.Habits);

    /// <summary>The names of its categories in some rows, in ordinal order.</summary>
    public string[] Categories(IEnumerable<long> rows) =>
        [.. rows.Where(row => !Missing[row]).Select(row => Texts[(int)row]).Distinct().Order(StringComparer.Ordinal)];
}

namespace Ballast;

/// <summary>
/// How a table writes what one column alone may not show: its decimal mark and its order of day and month, each with what shows it.
/// </summary>
internal sealed record TableHabits
{
    /// <summary>"." or ",", or null where no column or contradicting ones show it.</summary>
    public string? Decimal { get; init; }

    public DateOrder? Order { get; init; }

    /// <summary>What shows the decimal mark, in words: a column, or what was chosen.</summary>
    public string DecimalFrom { get; init; } = "";

    public string OrderFrom { get; init; } = "";

    /// <summary>Whether the decimal mark was chosen, and holds even against the look of a column.</summary>
    public bool DecimalChosen { get; init; }

    public bool OrderChosen { get; init; }

    /// <summary>
    /// Whether a point between digits may be taken for a decimal point where nothing else shows: a table with semicolons has often commas
    /// there.
    /// </summary>
    public bool PointIsUsual { get; init; }

    private Dictionary<int, ColumnDraft> Drafts { get; init; } = [];

    /// <summary>What the columns show together.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns that are neither left out nor texts by choice.</param>
    /// <param name="csv">What was chosen.</param>
    /// <exception cref="DatasetException">The cells of a column contradict each other.</exception>
    public static TableHabits Of(CsvTable table, IEnumerable<int> columns, CsvOptions csv)
    {
        HashSet<int> dated = [.. csv.DateColumns.Select(table.Column)];
        var drafts = columns.Distinct().ToDictionary(at => at, at => ColumnDraft.Of(table, at, dated.Contains(at)));
        var (numbers, dates) = (Shown(drafts.Values, ColumnKind.Number), Shown(drafts.Values, ColumnKind.Date));
        return new()
        {
            Decimal = csv.Decimal
                ?? (
                    numbers is null ? null
                    : numbers.Value.Way == WhichWay.First ? "."
                    : ","
                ),
            DecimalFrom = $"column '{numbers?.Name}'",
            DecimalChosen = csv.Decimal is not null,
            Order = csv.DateOrder
                ?? (
                    dates is null ? null
                    : dates.Value.Way == WhichWay.First ? DateOrder.DayFirst
                    : DateOrder.MonthFirst
                ),
            OrderFrom = $"column '{dates?.Name}'",
            OrderChosen = csv.DateOrder is not null,
            PointIsUsual = table.Delimiter != ';',
            Drafts = drafts,
        };
    }

    /// <summary>What the cells of a column show by themselves.</summary>
    public ColumnDraft Draft(CsvTable table, int at) =>
        Drafts.GetValueOrDefault(at) is { } draft && ReferenceEquals(draft.Table.Cells, table.Cells) ? draft : ColumnDraft.Of(table, at);

    private static (WhichWay Way, string Name)? Shown(IReadOnlyCollection<ColumnDraft> drafts, ColumnKind kind)
    {
        (WhichWay Way, string Name)[] shown =
        [
            .. drafts
                .Where(draft => draft.Kind == kind)
                .Select(draft => (draft.Ways!.Decide().Way, draft.Name))
                .Where(pair => pair.Way is WhichWay.First or WhichWay.Second),
        ];
        return shown.Length > 0 && Array.TrueForAll(shown, pair => pair.Way == shown[0].Way) ? shown[0] : null;
    }
}

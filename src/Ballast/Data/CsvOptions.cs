namespace Ballast;

/// <summary>How a table becomes inputs and targets.</summary>
public sealed record CsvOptions
{
    /// <summary>The column that is to be predicted.</summary>
    public required string Target { get; init; }

    /// <summary>Columns of numbers that are predicted beside it, in this order. Default none.</summary>
    public IReadOnlyList<string> MoreTargets { get; init; } = [];

    /// <summary>How rows in the order of time become sequences. Default null: every row is a sample.</summary>
    public WindowOptions? Window { get; init; }

    /// <summary>
    /// What kind of target it is. Default null: classification for a column of texts; numbers have to be told apart, unless several columns
    /// are targets.
    /// </summary>
    public LearningTask? Task { get; init; }

    /// <summary>Columns that are not looked at, such as numbers of rows. Default none.</summary>
    public IReadOnlyCollection<string> Ignore { get; init; } = [];

    /// <summary>Columns of numbers that name categories, such as postal codes. Default none.</summary>
    public IReadOnlyCollection<string> Categorical { get; init; } = [];

    /// <summary>What happens to rows whose input cells hold no value. Default refuse.</summary>
    public MissingCells Missing { get; init; }

    /// <summary>
    /// Whether rows without a target are left out, which <see cref="MissingCells.Drop"/> does too. Default false: they are an error.
    /// </summary>
    public bool DropWithoutTarget { get; init; }

    /// <summary>
    /// The decimal mark, "." or ",". Default null: as the cells show; where they do not, it is an error that names the column.
    /// </summary>
    public string? Decimal { get; init; }

    /// <summary>What becomes of dates and times. Default parts.</summary>
    public DateInputs Dates { get; init; }

    /// <summary>
    /// What stands first in dates such as 3/4/2021. Default null: as the cells show; where they do not, it is an error that names the
    /// column.
    /// </summary>
    public DateOrder? DateOrder { get; init; }

    /// <summary>Columns of numbers that stand for moments: yyyyMMdd, or seconds or milliseconds since 1970. Default none.</summary>
    public IReadOnlyCollection<string> DateColumns { get; init; } = [];

    /// <summary>The line of the file that names the columns, from 1; what stands above is not read. Default 1.</summary>
    public long Header { get; init; } = 1;
}

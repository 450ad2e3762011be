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

    /// <summary>What kind of target it is. Default null: classification for a column of texts; numbers have to be told apart, unless several columns are targets.</summary>
    public LearningTask? Task { get; init; }

    /// <summary>Columns that are not looked at, such as numbers of rows. Default none.</summary>
    public IReadOnlyCollection<string> Ignore { get; init; } = [];

    /// <summary>Columns of numbers that name categories, such as postal codes. Default none.</summary>
    public IReadOnlyCollection<string> Categorical { get; init; } = [];
}

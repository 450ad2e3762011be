namespace Ballast;

/// <summary>How many samples come from which file, one file after the other: what has a file of its own is not split off.</summary>
/// <param name="Train">Samples to train on, and to split off what has no file of its own.</param>
/// <param name="Validation">Samples of the validation file; 0 where there is none.</param>
/// <param name="Test">Samples of the test file; 0 where there is none.</param>
internal sealed record OwnParts(long Train, long Validation, long Test)
{
    /// <summary>The shares that are still to be split off.</summary>
    public DataSplit Left(DataSplit split) =>
        split with
        {
            Validation = Validation > 0 ? 0 : split.Validation,
            Test = Test > 0 ? 0 : split.Test,
        };

    /// <summary>All places: those of the training file as <paramref name="split"/> says, and behind them the other files.</summary>
    public Partition Around(Partition split) =>
        new(
            split.Train,
            Validation > 0 ? Range(Train, Validation) : split.Validation,
            Test > 0 ? Range(Train + Validation, Test) : split.Test
        );

    /// <summary>What is left of each where only some rows are kept.</summary>
    /// <param name="rows">The rows that are kept, ascending; null for all.</param>
    public OwnParts Of(int[]? rows) =>
        rows is null
            ? this
            : new(
                rows.Count(row => row < Train),
                rows.Count(row => row >= Train && row < Train + Validation),
                rows.Count(row => row >= Train + Validation)
            );

    private static long[] Range(long start, long count) => [.. Enumerable.Range(0, (int)count).Select(i => start + i)];
}

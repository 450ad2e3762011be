namespace Ballast;

/// <summary>How many samples come from which file, one file after the other: what has a file of its own is not split off.</summary>
/// <param name="Train">Samples to train on, and to split off what has no file of its own.</param>
/// <param name="Validation">Samples of the validation file; 0 where there is none.</param>
/// <param name="Test">Samples of the test file; 0 where there is none.</param>
internal sealed record OwnParts(long Train, long Validation, long Test)
{
    /// <summary>The shares that are still to be split off.</summary>
    public DataSplit Left(DataSplit split) => split with { Validation = Validation > 0 ? 0 : split.Validation, Test = Test > 0 ? 0 : split.Test };

    /// <summary>All places: those of the training file as <paramref name="split"/> says, and behind them the other files.</summary>
    public Partition Around(Partition split) => new(split.Train, Validation > 0 ? Range(Train, Validation) : split.Validation, Test > 0 ? Range(Train + Validation, Test) : split.Test);

    private static long[] Range(long start, long count) => [.. Enumerable.Range(0, (int)count).Select(i => start + i)];
}

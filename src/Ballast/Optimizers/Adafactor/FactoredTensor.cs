namespace Ballast;

/// <summary>
/// A tensor as matrices of rows and columns, cut into strips of whole rows, so that sums do not depend on how many threads there are. A
/// vector is one row, whose columns keep the mean square of each value.
/// </summary>
internal sealed class FactoredTensor
{
    private const int StripSize = ChunkPlan.ChunkSize;

    /// <param name="index">In the table.</param>
    /// <param name="shape">Its sizes.</param>
    public FactoredTensor(int index, IReadOnlyList<long> shape)
    {
        Index = index;
        IsVector = shape.Count < 2;
        Columns = (int)(shape.Count > 0 ? shape[^1] : 1);
        Rows = IsVector ? 1 : shape[^2];
        Matrices = shape.SkipLast(2).Aggregate(1L, (product, size) => product * size);
        StripRows = Math.Clamp(StripSize / Math.Max(1, Columns), 1, Math.Max(1, Rows));
        StripsEach = (Rows + StripRows - 1) / StripRows;
        StripsABlock = Math.Max(1, StripSize / Math.Max(1, StripRows * Columns));
        Blocks = (int)((Strips + StripsABlock - 1) / StripsABlock);
        Means = new double[Matrices];
        Sums = new FactoredSums[Blocks];
    }

    public int Index { get; }

    public bool IsVector { get; }

    public int Columns { get; }

    public long Rows { get; }

    public long Matrices { get; }

    /// <summary>Rows in a strip; the last of a matrix may have fewer.</summary>
    public long StripRows { get; }

    /// <summary>Strips in a matrix.</summary>
    public long StripsEach { get; }

    public long StripsABlock { get; }

    public long Strips => Matrices * StripsEach;

    /// <summary>Units of work.</summary>
    public int Blocks { get; }

    /// <summary>Of each matrix the mean over the state of its rows.</summary>
    public double[] Means { get; }

    /// <summary>What each block measured.</summary>
    public FactoredSums[] Sums { get; }

    /// <summary>Where its strips' sums over columns begin in scratch, in values.</summary>
    public long ScratchAt { get; set; }

    /// <summary>A state is not finite.</summary>
    public bool Broken { get; set; }
}

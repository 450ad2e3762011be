using TorchSharp;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Mean and spread of each column of some outputs, without what is far beyond nine of ten values.</summary>
internal static class OutputBulk
{
    /// <summary>Means and standard deviations, one of each for every column.</summary>
    /// <param name="rows">[rows, columns]; at least two rows.</param>
    public static (Tensor Means, Tensor Spreads) Of(Tensor rows)
    {
        var distance = rows.sub(rows.sort(0).Values[rows.shape[0] / 2]).abs();
        var most = HeadPull.BulkOf(distance);
        // where nine of ten are equal, all
        var kept = distance.le(where(most.IsPositive(), most.Times(WildDistance), distance.amax([0]))).to(rows.dtype);
        var count = kept.sum(dim: 0);
        var mean = rows.mul(kept).sum(dim: 0).div(count);
        return (mean, rows.sub(mean).Squared().mul(kept).sum(dim: 0).div(count).sqrt());
    }
}

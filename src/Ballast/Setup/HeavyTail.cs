using TorchSharp;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Inputs a few of which are far beyond all others: counts of words, prices, durations. Their standard deviation is that of the
/// few, and divided by it all others are 0. So the numbers are the median and what nine of ten values keep to, and beyond that
/// only the logarithm counts: z if |z| is at most 1, else sign(z) (1 + ln |z|).
/// </summary>
internal static class HeavyTail
{
    /// <summary>Median and reach of every column, if their tails are heavy; null if not.</summary>
    /// <param name="columns">[rows, columns], float64, on the CPU.</param>
    public static (double[] Middles, double[] Reaches)? Of(Tensor columns)
    {
        using var scope = NewDisposeScope();
        // as a whole first: a pixel at the border that is seldom lit has a tail of its own, but the image has none
        if (columns.numel() < 2)
            return null;
        if (Measure(columns.reshape(-1, 1)) is not { IsHeavy: true })
            return Decades.Of(columns);
        var (middle, reach, isHeavy) = Measure(columns);
        return isHeavy ? ([.. middle.data<double>()], [.. reach.data<double>()]) : null;
    }

    /// <summary>What is beyond 1 by its logarithm.</summary>
    /// <param name="standard">Standardised values, any shape.</param>
    public static Tensor Bend(Tensor standard)
    {
        var size = standard.abs();
        return standard.sign().mul(size.Within(0, 1).Plus(size.AtLeast(1).log()));
    }

    private static (Tensor Middle, Tensor Reach, bool IsHeavy) Measure(Tensor columns)
    {
        var rows = columns.shape[0];
        var middle = columns.sort(0).Values[rows / 2];
        var distance = columns.sub(middle).abs();
        var reach = distance.sort(0).Values[(long)(Bulk * (rows - 1))];
        var farthest = distance.amax([0]);
        // mostly equal values: by the others
        reach = where(reach.IsPositive(), reach, where(farthest.IsPositive(), farthest, ones_like(farthest)));
        return (middle, reach, Sizes.RootMeanSquare(distance.div(reach)) > HeavyTailed);
    }
}

using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Inputs that span decades, without a tail beyond the rest: radiances, concentrations, exposures. Half of them lie within a thirtieth of
/// what nine of ten keep to, so divided by a standard deviation that half is 0. The numbers are the median and what half of the values keep
/// to, of all columns together unless they are of very different sizes, and beyond that only the logarithm counts, as with
/// <see cref="HeavyTail"/>.
/// </summary>
internal static class Decades
{
    private const double Half = 0.5;

    /// <summary>Median and usual distance from it, of all columns or of each, if most columns span decades; null if not.</summary>
    /// <param name="columns">[rows, columns], float64, on the CPU.</param>
    public static (double[] Middles, double[] Reaches)? Of(Tensor columns)
    {
        var each = Measure(columns);
        if (!(Sorted(each.Select(column => column.Bulk / column.Usual), Half) > DecadeSpread))
            return null;
        var usual = each.Select(column => column.Usual);
        var alike = Sorted(usual, Bulk) < DecadeSpread * Sorted(usual, Half);
        if (alike)
            each = Measure(columns.reshape(-1, 1));
        return ([.. each.Select(column => column.Middle)], [.. each.Select(column => column.Usual)]);
    }

    private static (double Middle, double Usual, double Bulk)[] Measure(Tensor columns)
    {
        using var scope = NewDisposeScope();
        var rows = (int)columns.shape[0];
        var sorted = columns.sort(0).Values;
        var middle = sorted[rows / 2];
        var distances = sorted.sub(middle).abs().sort(0).Values.t().contiguous().data<double>().ToArray();
        return [.. middle.data<double>().ToArray().Select((value, column) => Of(value, distances.AsSpan(column * rows, rows)))];
    }

    // distances of 0 are left out: a pixel that is seldom lit spans no decades for that
    private static (double Middle, double Usual, double Bulk) Of(double middle, ReadOnlySpan<double> distances)
    {
        var apart = distances[(distances.LastIndexOf(0) + 1)..];
        return apart.IsEmpty ? (middle, 1, 1) : (middle, At(apart, Half), At(apart, Bulk));
    }

    private static double Sorted(IEnumerable<double> values, double share) => At(values.Order().ToArray(), share);

    private static double At(ReadOnlySpan<double> sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}

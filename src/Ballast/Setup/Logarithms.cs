using TorchSharp;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The other way to take inputs that span decades: all of them by their logarithm, z = sign(x - m) ln(1 + |x - m| / u), and that
/// standardised.
/// The unit u is so small that only a twentieth of the values is nearer to the middle m, which is 0 where no value is below it, else the
/// median. So a number a hundredth of the usual is told from one a thousandth, which <see cref="HeavyTail"/> cannot do.
/// </summary>
/// <param name="Middles">m, of all columns or of each.</param>
/// <param name="Units">u.</param>
/// <param name="Means">Mean of z.</param>
/// <param name="Stds">Standard deviation of z.</param>
internal sealed record Logarithms(double[] Middles, double[] Units, double[] Means, double[] Stds)
{
    /// <summary>Measures columns, each by itself.</summary>
    /// <param name="columns">[rows, columns], float64, on the CPU.</param>
    public static Logarithms Of(Tensor columns)
    {
        using var scope = NewDisposeScope();
        var rows = columns.shape[0];
        var median = columns.sort(0).Values[rows / 2];
        var middle = where(columns.amin([0]).IsBelow(0), median, zeros_like(median));
        var distance = columns.sub(middle).abs();
        var unit = distance.sort(0).Values[(long)(UnitShare * (rows - 1))];
        var least = where(distance.IsPositive(), distance, distance.Filled(double.MaxValue)).amin([0]);
        unit = where(unit.IsPositive(), unit, where(least.IsBelow(double.MaxValue), least, ones_like(least)));
        var bent = Bend(columns.sub(middle).div(unit));
        var (mean, std) = (bent.mean([0]), bent.std(0, unbiased: false));
        std = where(std.IsPositive(), std, ones_like(std));
        return new(Numbers(middle), Numbers(unit), Numbers(mean), Numbers(std));
    }

    /// <summary>z of (x - m) / u, any shape.</summary>
    public static Tensor Bend(Tensor standard) => standard.sign().mul(standard.abs().log1p());

    private static double[] Numbers(Tensor values) => [.. values.data<double>()];
}

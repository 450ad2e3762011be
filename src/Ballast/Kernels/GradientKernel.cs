using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>
/// What one stretch of a gradient adds to its norm: the sum of squares is <see cref="Squares"/> times <see cref="Scale"/>²
/// (scale 1 except for float64 values whose squares leave the range).
/// </summary>
internal readonly record struct GradientSums(double Squares, double Scale, double Peak, long NonFinite);

/// <summary>
/// Measures a stretch of memory in one pass: sum of squares in float64, largest magnitude, non-finite count. The fast loop
/// only adds and compares: squares of finite float32 values cannot overflow a float64, so a non-finite sum means a
/// non-finite value, and only then is the stretch read again to count them.
/// </summary>
internal static unsafe class GradientKernel
{
    public static GradientSums Measure<T>(T* g, int count)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? Measure<Lanes512<T>, T>(g, count)
        : Vector256.IsHardwareAccelerated ? Measure<Lanes256<T>, T>(g, count)
        : Measure<Lanes128<T>, T>(g, count);

    internal static GradientSums Measure<V, T>(T* g, int count)
        where V : struct, ILaneMemory<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var whole = count / (2 * V.Count) * (2 * V.Count);
        var (squares, peak) = Loop<V, T>(g, whole);
        for (var i = whole; i < count; i++)
        {
            var value = double.CreateTruncating(g[i]);
            squares += value * value;
            peak = Math.Max(peak, Math.Abs(value));
        }

        // squares of float64 values can also leave the range (1e200, 1e-200): then they are summed again, scaled
        var inRange = squares < double.PositiveInfinity && (typeof(T) != typeof(double) || squares > 1e-250 || peak == 0);
        return inRange ? new(squares, 1, peak, 0) : Careful(g, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (double Squares, double Peak) Loop<V, T>(T* g, int count)
        where V : struct, ILaneMemory<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V low = default,
            high = default,
            low2 = default,
            high2 = default,
            peak = default,
            peak2 = default;
        for (var i = 0; i < count; i += 2 * V.Count)
        {
            var (x, y) = (V.Load(g + i), V.Load(g + i + V.Count));
            (low, high) = (V.AddSquaresLow(x, low), V.AddSquaresHigh(x, high));
            (low2, high2) = (V.AddSquaresLow(y, low2), V.AddSquaresHigh(y, high2));
            (peak, peak2) = (V.Max(peak, V.Abs(x)), V.Max(peak2, V.Abs(y)));
        }

        return (V.Total(low, high) + V.Total(low2, high2), double.CreateTruncating(V.Largest(V.Max(peak, peak2))));
    }

    public static GradientSums Measure(BFloat16* g, int count)
    {
        const int Width = 1024;
        var block = stackalloc float[Width];
        double squares = 0,
            peak = 0;
        long nonFinite = 0;
        for (var i = 0; i < count; i += Width)
        {
            var length = Math.Min(Width, count - i);
            BFloat16.Widen(g + i, block, length);
            var sums = Measure(block, length);
            (squares, peak, nonFinite) = (squares + sums.Squares, Math.Max(peak, sums.Peak), nonFinite + sums.NonFinite);
        }

        return new(squares, 1, peak, nonFinite);
    }

    // the rare second look: NaN wins over infinity, the peak is that of the finite values
    private static GradientSums Careful<T>(T* g, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long nonFinite = 0;
        double peak = 0,
            special = 0,
            squares = 0;
        for (var i = 0; i < count; i++)
        {
            var value = double.CreateChecked(T.Abs(g[i]));
            if (double.IsFinite(value))
                peak = Math.Max(peak, value);
            else
                (nonFinite, special) = (nonFinite + 1, special + value);
        }

        if (nonFinite > 0)
            return new(special, 1, peak, nonFinite);
        if (peak == 0)
            return new(0, 1, 0, 0);
        for (var i = 0; i < count; i++)
        {
            var value = double.CreateChecked(g[i]) / peak;
            squares += value * value;
        }

        return new(squares, peak, peak, 0);
    }
}

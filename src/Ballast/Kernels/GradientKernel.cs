using System.Numerics;

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
    public static GradientSums Measure(float* g, int count)
    {
        var (a, b, c, d) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var (p, q) = (Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (var step = 2 * Vector<float>.Count; i <= count - step; i += step)
        {
            var x = Vector.Load(g + i);
            var y = Vector.Load(g + i + Vector<float>.Count);
            Vector.Widen(x, out var x0, out var x1);
            Vector.Widen(y, out var y0, out var y1);
            a = Vector.FusedMultiplyAdd(x0, x0, a);
            b = Vector.FusedMultiplyAdd(x1, x1, b);
            c = Vector.FusedMultiplyAdd(y0, y0, c);
            d = Vector.FusedMultiplyAdd(y1, y1, d);
            p = Vector.MaxNative(p, Vector.Abs(x));
            q = Vector.MaxNative(q, Vector.Abs(y));
        }

        var squares = Vector.Sum(a + b + (c + d));
        var peak = 0f;
        p = Vector.Max(p, q);
        for (var lane = 0; lane < Vector<float>.Count; lane++) peak = Math.Max(peak, p[lane]);
        for (; i < count; i++)
        {
            squares += (double)g[i] * g[i];
            peak = Math.Max(peak, Math.Abs(g[i]));
        }

        return double.IsFinite(squares) ? new(squares, 1, peak, 0) : Careful(g, count);
    }

    public static GradientSums Measure(double* g, int count)
    {
        var (a, b) = (Vector<double>.Zero, Vector<double>.Zero);
        var p = Vector<double>.Zero;
        var i = 0;
        for (var step = 2 * Vector<double>.Count; i <= count - step; i += step)
        {
            var x = Vector.Load(g + i);
            var y = Vector.Load(g + i + Vector<double>.Count);
            a = Vector.FusedMultiplyAdd(x, x, a);
            b = Vector.FusedMultiplyAdd(y, y, b);
            p = Vector.MaxNative(p, Vector.MaxNative(Vector.Abs(x), Vector.Abs(y)));
        }

        var squares = Vector.Sum(a + b);
        var peak = 0.0;
        for (var lane = 0; lane < Vector<double>.Count; lane++) peak = Math.Max(peak, p[lane]);
        for (; i < count; i++)
        {
            squares += g[i] * g[i];
            peak = Math.Max(peak, Math.Abs(g[i]));
        }

        // squares that left the range upwards (1e200) or downwards (1e-200) are summed again, scaled
        return squares is > 1e-250 and < double.PositiveInfinity || peak == 0 && squares == 0 ? new(squares, 1, peak, 0) : Careful(g, count);
    }

    public static GradientSums Measure(BFloat16* g, int count)
    {
        const int Width = 1024;
        var block = stackalloc float[Width];
        double squares = 0, peak = 0;
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
    private static GradientSums Careful<T>(T* g, int count) where T : unmanaged, IFloatingPointIeee754<T>
    {
        long nonFinite = 0;
        double peak = 0, special = 0, squares = 0;
        for (var i = 0; i < count; i++)
        {
            var value = double.CreateChecked(T.Abs(g[i]));
            if (double.IsFinite(value)) peak = Math.Max(peak, value);
            else (nonFinite, special) = (nonFinite + 1, special + value);
        }

        if (nonFinite > 0) return new(special, 1, peak, nonFinite);
        if (peak == 0) return new(0, 1, 0, 0);
        for (var i = 0; i < count; i++)
        {
            var value = double.CreateChecked(g[i]) / peak;
            squares += value * value;
        }

        return new(squares, peak, peak, 0);
    }
}

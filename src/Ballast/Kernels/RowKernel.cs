using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>
/// Measures one row of weights against what it was, in one pass: the sums of squares of the change and of what it was, in float64.
/// </summary>
internal static unsafe class RowKernel
{
    public static (double Change, double Before) Measure<T>(T* now, T* before, int count)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? Measure<Lanes512<T>, T>(now, before, count)
        : Vector256.IsHardwareAccelerated ? Measure<Lanes256<T>, T>(now, before, count)
        : Measure<Lanes128<T>, T>(now, before, count);

    public static (double Change, double Before) Measure(BFloat16* now, BFloat16* before, int count)
    {
        const int Width = 512;
        float* x = stackalloc float[Width],
            y = stackalloc float[Width];
        double change = 0,
            size = 0;
        for (var i = 0; i < count; i += Width)
        {
            var length = Math.Min(Width, count - i);
            BFloat16.Widen(now + i, x, length);
            BFloat16.Widen(before + i, y, length);
            var sums = Measure(x, y, length);
            (change, size) = (change + sums.Change, size + sums.Before);
        }

        return (change, size);
    }

    internal static (double Change, double Before) Measure<V, T>(T* now, T* before, int count)
        where V : struct, ILaneMemory<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var whole = count / V.Count * V.Count;
        var (change, size) = whole == 0 ? default : Loop<V, T>(now, before, whole);
        for (var i = whole; i < count; i++)
        {
            var (was, moved) = (double.CreateTruncating(before[i]), double.CreateTruncating(now[i] - before[i]));
            (change, size) = (change + (moved * moved), size + (was * was));
        }

        return (change, size);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (double Change, double Before) Loop<V, T>(T* now, T* before, int count)
        where V : struct, ILaneMemory<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V low = default,
            high = default,
            low2 = default,
            high2 = default;
        for (var i = 0; i < count; i += V.Count)
        {
            var was = V.Load(before + i);
            var moved = V.Load(now + i) - was;
            (low, high) = (V.AddSquaresLow(moved, low), V.AddSquaresHigh(moved, high));
            (low2, high2) = (V.AddSquaresLow(was, low2), V.AddSquaresHigh(was, high2));
        }

        return (V.Total(low, high), V.Total(low2, high2));
    }
}

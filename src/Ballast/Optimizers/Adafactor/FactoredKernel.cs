using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>
/// Sums of squares over some rows of an update, of the weights, and of both together; <c>Overflown</c>: a moved weight is not finite.
/// </summary>
internal readonly record struct FactoredSums(double Update, double Weight, double Both, bool Overflown)
{
    public static FactoredSums operator +(FactoredSums a, FactoredSums b) =>
        new(a.Update + b.Update, a.Weight + b.Weight, a.Both + b.Both, a.Overflown | b.Overflown);
}

/// <summary>
/// One row of a matrix whose mean square is kept as the means of its rows and columns. The update of a value is its gradient over the root
/// of row times column; it is computed anew wherever it is needed, which is cheaper than to keep it.
/// </summary>
internal static unsafe class FactoredKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Adds the squares of a row of gradients to those of the rows above it, and returns their sum.</summary>
    public static double Square(T* gradient, T* columns, int count, T scale) =>
        Vector512.IsHardwareAccelerated ? Square<Lanes512<T>>(gradient, columns, count, scale)
        : Vector256.IsHardwareAccelerated ? Square<Lanes256<T>>(gradient, columns, count, scale)
        : Square<Lanes128<T>>(gradient, columns, count, scale);

    /// <summary>Measures the update of a row and the weights that it is for.</summary>
    public static FactoredSums Measure(T* weight, T* gradient, T* columns, int count, in FactoredRow<T> row) =>
        Vector512.IsHardwareAccelerated ? Measure<Lanes512<T>>(weight, gradient, columns, count, row)
        : Vector256.IsHardwareAccelerated ? Measure<Lanes256<T>>(weight, gradient, columns, count, row)
        : Measure<Lanes128<T>>(weight, gradient, columns, count, row);

    /// <summary>
    /// Moves a row of weights. With <paramref name="protect"/> one whose new value is not finite stays, and the result is true if there was
    /// any.
    /// </summary>
    public static bool Apply(T* weight, T* gradient, T* columns, int count, in FactoredRow<T> row, bool protect) =>
        Vector512.IsHardwareAccelerated ? Apply<Lanes512<T>>(weight, gradient, columns, count, row, protect)
        : Vector256.IsHardwareAccelerated ? Apply<Lanes256<T>>(weight, gradient, columns, count, row, protect)
        : Apply<Lanes128<T>>(weight, gradient, columns, count, row, protect);

    private static double Square<V>(T* gradient, T* columns, int count, T scale)
        where V : struct, ILaneMemory<V, T>
    {
        var whole = count / V.Count * V.Count;
        return SquareLoop<V>(gradient, columns, 0, whole, scale) + SquareLoop<Lane<T>>(gradient, columns, whole, count, scale);
    }

    private static FactoredSums Measure<V>(T* weight, T* gradient, T* columns, int count, in FactoredRow<T> row)
        where V : struct, ILaneMemory<V, T>
    {
        var whole = count / V.Count * V.Count;
        return MeasureLoop<V>(weight, gradient, columns, 0, whole, row)
            + MeasureLoop<Lane<T>>(weight, gradient, columns, whole, count, row);
    }

    private static bool Apply<V>(T* weight, T* gradient, T* columns, int count, in FactoredRow<T> row, bool protect)
        where V : struct, ILaneMemory<V, T>
    {
        var whole = count / V.Count * V.Count;
        return ApplyLoop<V>(weight, gradient, columns, 0, whole, row, protect)
            | ApplyLoop<Lane<T>>(weight, gradient, columns, whole, count, row, protect);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double SquareLoop<V>(T* gradient, T* columns, int from, int end, T scale)
        where V : struct, ILaneMemory<V, T>
    {
        var factor = V.Broadcast(scale);
        V low = default,
            high = default;
        double sum = 0;
        for (var i = from; i < end; i += V.Count)
        {
            var g = V.Load(gradient + i) * factor;
            (V.Load(columns + i) + (g * g)).Store(columns + i);
            if (V.Count == 1)
                sum += Square(g);
            else
                (low, high) = (V.AddSquaresLow(g, low), V.AddSquaresHigh(g, high));
        }

        return V.Count == 1 ? sum : V.Total(low, high);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static FactoredSums MeasureLoop<V>(T* weight, T* gradient, T* columns, int from, int end, FactoredRow<T> row)
        where V : struct, ILaneMemory<V, T>
    {
        V updateLow = default,
            updateHigh = default,
            weightLow = default,
            weightHigh = default,
            bothLow = default,
            bothHigh = default;
        double update = 0,
            size = 0,
            both = 0;
        var (scale, part, least) = (V.Broadcast(row.Scale), V.Broadcast(row.Part), V.Broadcast(row.Least));
        for (var i = from; i < end; i += V.Count)
        {
            var w = V.Load(weight + i);
            var u = V.Load(gradient + i) * scale / V.Sqrt(V.Max(part * V.Load(columns + i), least));
            if (V.Count == 1)
            {
                (update, size, both) = (update + Square(u), size + Square(w), both + Square(u + w));
                continue;
            }

            (updateLow, updateHigh) = (V.AddSquaresLow(u, updateLow), V.AddSquaresHigh(u, updateHigh));
            (weightLow, weightHigh) = (V.AddSquaresLow(w, weightLow), V.AddSquaresHigh(w, weightHigh));
            (bothLow, bothHigh) = (V.AddSquaresLow(u + w, bothLow), V.AddSquaresHigh(u + w, bothHigh));
        }

        return V.Count == 1
            ? new(update, size, both, false)
            : new(V.Total(updateLow, updateHigh), V.Total(weightLow, weightHigh), V.Total(bothLow, bothHigh), false);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool ApplyLoop<V>(T* weight, T* gradient, T* columns, int from, int end, FactoredRow<T> row, bool protect)
        where V : struct, ILaneMemory<V, T>
    {
        var doubt = default(V);
        var (scale, part, least) = (V.Broadcast(row.Scale), V.Broadcast(row.Part), V.Broadcast(row.Least));
        var (ofUpdate, ofWeight) = (V.Broadcast(row.OfUpdate), V.Broadcast(row.OfWeight));
        for (var i = from; i < end; i += V.Count)
        {
            var w = V.Load(weight + i);
            var u = V.Load(gradient + i) * scale / V.Sqrt(V.Max(part * V.Load(columns + i), least));
            var moved = w + ((ofUpdate * u) + (ofWeight * w));
            doubt = V.AddDoubt(moved, doubt);
            (protect ? V.Finite(moved, w) : moved).Store(weight + i);
        }

        return !V.IsZero(doubt);
    }

    private static double Square<V>(V lane)
        where V : struct, ILaneMemory<V, T>
    {
        var value = double.CreateTruncating(V.Largest(lane));
        return value * value;
    }
}

/// <summary>What is the same for all values of a row.</summary>
/// <param name="Scale">Of the gradient.</param>
/// <param name="Part">The row's mean square over that of all rows.</param>
/// <param name="Least">Least mean square of a value.</param>
/// <param name="OfUpdate">How much of the update a weight moves by.</param>
/// <param name="OfWeight">And how much of itself: the decay.</param>
internal readonly record struct FactoredRow<T>(T Scale, T Part, T Least, T OfUpdate, T OfWeight);

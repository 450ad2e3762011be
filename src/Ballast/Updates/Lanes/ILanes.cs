using System.Numerics;

namespace Ballast;

/// <summary>
/// Several values of one type that are computed at once: what an update rule is written in. The same rule then runs 16 float32
/// wide where the processor has AVX-512, 8 or 4 wide elsewhere, and one at a time for the rest of a tensor; since each lane is
/// IEEE arithmetic without fusing, weights and state are the same to the last bit. Only sums over lanes, the norms, differ by
/// rounding in float64.
/// </summary>
/// <typeparam name="TSelf">The lanes themselves.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public interface ILanes<TSelf, T>
    : IAdditionOperators<TSelf, TSelf, TSelf>,
        ISubtractionOperators<TSelf, TSelf, TSelf>,
        IMultiplyOperators<TSelf, TSelf, TSelf>,
        IDivisionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>Square roots.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>Magnitudes.</summary>
    static abstract TSelf Abs(TSelf x);

    /// <summary>The larger of each pair; which one, where one is NaN, is not defined.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>
    /// Exponentials. Unlike the others not exactly rounded: the last digit may differ between processors, not between widths.
    /// </summary>
    static abstract TSelf Exp(TSelf x);

    /// <summary>Natural logarithms, as good as <see cref="Exp"/>; minus infinity at 0.</summary>
    static abstract TSelf Log(TSelf x);

    /// <summary>
    /// Lane by lane: <paramref name="then"/> where a is less than b, else <paramref name="otherwise"/>, so also where one is NaN.
    /// </summary>
    static abstract TSelf IfLess(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary>Each lane of <paramref name="x"/> where it is finite, else that of <paramref name="otherwise"/>.</summary>
    static abstract TSelf Finite(TSelf x, TSelf otherwise);
}

/// <summary>What the loops around a rule need besides: memory, and sums in float64.</summary>
internal unsafe interface ILaneMemory<TSelf, T> : ILanes<TSelf, T>
    where TSelf : struct, ILaneMemory<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TSelf Load(T* from);

    void Store(T* to);

    /// <summary>Adds 0 for what is finite and NaN for what is not: sums tell whether anything was not.</summary>
    static abstract TSelf AddDoubt(TSelf x, TSelf doubt);

    /// <summary>True if every lane is 0; NaN is not.</summary>
    static abstract bool IsZero(TSelf x);

    static abstract T Largest(TSelf x);

    /// <summary>Adds the squares of the lower half, or of all where T is double, to sums that hold float64 whatever T is.</summary>
    static abstract TSelf AddSquaresLow(TSelf x, TSelf sums);

    /// <summary>Adds the squares of the upper half; nothing where T is double.</summary>
    static abstract TSelf AddSquaresHigh(TSelf x, TSelf sums);

    /// <summary>The total of such sums.</summary>
    static abstract double Total(TSelf low, TSelf high);
}

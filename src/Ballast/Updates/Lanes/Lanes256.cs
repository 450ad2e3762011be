using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>256 bits of lanes.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> value) : ILaneMemory<Lanes256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    // not CreateSaturating: for floats that makes infinity of what is too large
    private static Vector256<T> LargestFinite
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(T.CreateTruncating(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> x) => new(Vector256.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Abs(Lanes256<T> x) => new(Vector256.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Max(Lanes256<T> x, Lanes256<T> y) => new(Vector256.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Exp(Lanes256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256.Exp(x._value.As<T, float>()).As<float, T>()
                : Vector256.Exp(x._value.As<T, double>()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Log(Lanes256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256.Log(x._value.As<T, float>()).As<float, T>()
                : Vector256.Log(x._value.As<T, double>()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IfLess(Lanes256<T> a, Lanes256<T> b, Lanes256<T> then, Lanes256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(T* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* to) => _value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Finite(Lanes256<T> x, Lanes256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThanOrEqual(Vector256.Abs(x._value), LargestFinite), x._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AddDoubt(Lanes256<T> x, Lanes256<T> doubt) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256.MultiplyAddEstimate(x._value.As<T, float>(), Vector256<float>.Zero, doubt._value.As<T, float>()).As<float, T>()
                : Vector256
                    .MultiplyAddEstimate(x._value.As<T, double>(), Vector256<double>.Zero, doubt._value.As<T, double>())
                    .As<double, T>()
        );

    public static bool IsZero(Lanes256<T> x) => Vector256.EqualsAll(x._value, Vector256<T>.Zero);

    public static T Largest(Lanes256<T> x)
    {
        var largest = x._value[0];
        for (var lane = 1; lane < Count; lane++)
            largest = T.Max(largest, x._value[lane]);
        return largest;
    }

    // the square of a float32 is exact in float64, so that one instruction gives the bits of two
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AddSquaresLow(Lanes256<T> x, Lanes256<T> sums)
    {
        var already = sums._value.As<T, double>();
        if (typeof(T) != typeof(float))
            return new(((x._value.As<T, double>() * x._value.As<T, double>()) + already).As<double, T>());
        var wide = Vector256.WidenLower(x._value.As<T, float>());
        return new(Vector256.MultiplyAddEstimate(wide, wide, already).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AddSquaresHigh(Lanes256<T> x, Lanes256<T> sums)
    {
        if (typeof(T) != typeof(float))
            return sums;
        var wide = Vector256.WidenUpper(x._value.As<T, float>());
        return new(Vector256.MultiplyAddEstimate(wide, wide, sums._value.As<T, double>()).As<double, T>());
    }

    public static double Total(Lanes256<T> low, Lanes256<T> high) =>
        Vector256.Sum(low._value.As<T, double>() + high._value.As<T, double>());
}

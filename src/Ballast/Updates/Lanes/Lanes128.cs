using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>128 bits of lanes.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> value) : ILaneMemory<Lanes128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    // not CreateSaturating: for floats that makes infinity of what is too large
    private static Vector128<T> LargestFinite
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(T.CreateTruncating(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Sqrt(Lanes128<T> x) => new(Vector128.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Abs(Lanes128<T> x) => new(Vector128.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Max(Lanes128<T> x, Lanes128<T> y) => new(Vector128.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Exp(Lanes128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.Exp(x._value.As<T, float>()).As<float, T>()
                : Vector128.Exp(x._value.As<T, double>()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Log(Lanes128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.Log(x._value.As<T, float>()).As<float, T>()
                : Vector128.Log(x._value.As<T, double>()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IfLess(Lanes128<T> a, Lanes128<T> b, Lanes128<T> then, Lanes128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* to) => _value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Finite(Lanes128<T> x, Lanes128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(Vector128.Abs(x._value), LargestFinite), x._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AddDoubt(Lanes128<T> x, Lanes128<T> doubt) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.MultiplyAddEstimate(x._value.As<T, float>(), Vector128<float>.Zero, doubt._value.As<T, float>()).As<float, T>()
                : Vector128
                    .MultiplyAddEstimate(x._value.As<T, double>(), Vector128<double>.Zero, doubt._value.As<T, double>())
                    .As<double, T>()
        );

    public static bool IsZero(Lanes128<T> x) => Vector128.EqualsAll(x._value, Vector128<T>.Zero);

    public static T Largest(Lanes128<T> x)
    {
        var largest = x._value[0];
        for (var lane = 1; lane < Count; lane++)
            largest = T.Max(largest, x._value[lane]);
        return largest;
    }

    // the square of a float32 is exact in float64, so that one instruction gives the bits of two
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AddSquaresLow(Lanes128<T> x, Lanes128<T> sums)
    {
        var already = sums._value.As<T, double>();
        if (typeof(T) != typeof(float))
            return new(((x._value.As<T, double>() * x._value.As<T, double>()) + already).As<double, T>());
        var wide = Vector128.WidenLower(x._value.As<T, float>());
        return new(Vector128.MultiplyAddEstimate(wide, wide, already).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AddSquaresHigh(Lanes128<T> x, Lanes128<T> sums)
    {
        if (typeof(T) != typeof(float))
            return sums;
        var wide = Vector128.WidenUpper(x._value.As<T, float>());
        return new(Vector128.MultiplyAddEstimate(wide, wide, sums._value.As<T, double>()).As<double, T>());
    }

    public static double Total(Lanes128<T> low, Lanes128<T> high) =>
        Vector128.Sum(low._value.As<T, double>() + high._value.As<T, double>());
}

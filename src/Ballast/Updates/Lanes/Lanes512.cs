using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>512 bits of lanes.</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> value) : ILaneMemory<Lanes512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    // not CreateSaturating: for floats that makes infinity of what is too large
    private static Vector512<T> LargestFinite
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(T.CreateTruncating(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> x) => new(Vector512.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Abs(Lanes512<T> x) => new(Vector512.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> x, Lanes512<T> y) => new(Vector512.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Exp(Lanes512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512.Exp(x._value.As<T, float>()).As<float, T>()
                : Vector512.Exp(x._value.As<T, double>()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Log(Lanes512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512.Log(x._value.As<T, float>()).As<float, T>()
                : Vector512.Log(x._value.As<T, double>()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IfLess(Lanes512<T> a, Lanes512<T> b, Lanes512<T> then, Lanes512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* to) => _value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Finite(Lanes512<T> x, Lanes512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.Abs(x._value), LargestFinite), x._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AddDoubt(Lanes512<T> x, Lanes512<T> doubt) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512.MultiplyAddEstimate(x._value.As<T, float>(), Vector512<float>.Zero, doubt._value.As<T, float>()).As<float, T>()
                : Vector512
                    .MultiplyAddEstimate(x._value.As<T, double>(), Vector512<double>.Zero, doubt._value.As<T, double>())
                    .As<double, T>()
        );

    public static bool IsZero(Lanes512<T> x) => Vector512.EqualsAll(x._value, Vector512<T>.Zero);

    public static T Largest(Lanes512<T> x)
    {
        var largest = x._value[0];
        for (var lane = 1; lane < Count; lane++)
            largest = T.Max(largest, x._value[lane]);
        return largest;
    }

    // the square of a float32 is exact in float64, so that one instruction gives the bits of two
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AddSquaresLow(Lanes512<T> x, Lanes512<T> sums)
    {
        var already = sums._value.As<T, double>();
        if (typeof(T) != typeof(float))
            return new(((x._value.As<T, double>() * x._value.As<T, double>()) + already).As<double, T>());
        var wide = Vector512.WidenLower(x._value.As<T, float>());
        return new(Vector512.MultiplyAddEstimate(wide, wide, already).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AddSquaresHigh(Lanes512<T> x, Lanes512<T> sums)
    {
        if (typeof(T) != typeof(float))
            return sums;
        var wide = Vector512.WidenUpper(x._value.As<T, float>());
        return new(Vector512.MultiplyAddEstimate(wide, wide, sums._value.As<T, double>()).As<double, T>());
    }

    public static double Total(Lanes512<T> low, Lanes512<T> high) =>
        Vector512.Sum(low._value.As<T, double>() + high._value.As<T, double>());
}

using System.Numerics;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>One value: the scalar form of the same code, for what does not fill a vector.</summary>
internal readonly unsafe struct Lane<T>(T value) : ILaneMemory<Lane<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    public static Lane<T> operator +(Lane<T> a, Lane<T> b) => new(a._value + b._value);

    public static Lane<T> operator -(Lane<T> a, Lane<T> b) => new(a._value - b._value);

    public static Lane<T> operator *(Lane<T> a, Lane<T> b) => new(a._value * b._value);

    public static Lane<T> operator /(Lane<T> a, Lane<T> b) => new(a._value / b._value);

    public static Lane<T> Broadcast(T value) => new(value);

    public static Lane<T> Sqrt(Lane<T> x) => new(T.Sqrt(x._value));

    public static Lane<T> Abs(Lane<T> x) => new(T.Abs(x._value));

    public static Lane<T> Max(Lane<T> x, Lane<T> y) => new(T.Max(x._value, y._value));

    // through vectors: the scalar functions round differently
    public static Lane<T> Exp(Lane<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? T.CreateTruncating(Vector128.Exp(Vector128.Create(float.CreateTruncating(x._value))).ToScalar())
                : T.CreateTruncating(Vector128.Exp(Vector128.Create(double.CreateTruncating(x._value))).ToScalar())
        );

    public static Lane<T> Log(Lane<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? T.CreateTruncating(Vector128.Log(Vector128.Create(float.CreateTruncating(x._value))).ToScalar())
                : T.CreateTruncating(Vector128.Log(Vector128.Create(double.CreateTruncating(x._value))).ToScalar())
        );

    public static Lane<T> IfLess(Lane<T> a, Lane<T> b, Lane<T> then, Lane<T> otherwise) => a._value < b._value ? then : otherwise;

    public static Lane<T> Load(T* from) => new(*from);

    public void Store(T* to) => *to = _value;

    public static Lane<T> Finite(Lane<T> x, Lane<T> otherwise) => T.IsFinite(x._value) ? x : otherwise;

    public static Lane<T> AddDoubt(Lane<T> x, Lane<T> doubt) => new((x._value * T.Zero) + doubt._value);

    public static bool IsZero(Lane<T> x) => T.IsZero(x._value);

    public static T Largest(Lane<T> x) => x._value;

    // one float32 cannot hold a float64 sum: loops of one lane add up by themselves
    public static Lane<T> AddSquaresLow(Lane<T> x, Lane<T> sums) => throw new NotSupportedException();

    public static Lane<T> AddSquaresHigh(Lane<T> x, Lane<T> sums) => throw new NotSupportedException();

    public static double Total(Lane<T> low, Lane<T> high) => throw new NotSupportedException();
}

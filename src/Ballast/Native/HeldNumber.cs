using TorchSharp;

namespace Ballast;

/// <summary>
/// Numbers that libtorch can read in peace: <c>x * 0.5.Held()</c>, <c>x.masked_fill(mask, (-1).Held())</c>, <c>a.add(b, alpha:
/// 1.Held())</c>. TorchSharp makes a Scalar of a number that is passed along, and nothing holds it: a collection that comes while
/// libtorch reads it frees it.
/// </summary>
/// <remarks>
/// One Scalar per value is made and kept, of the latest 65,536 values at least, whichever thread asks; do not dispose it. In a
/// statement, <c>using Scalar half = 0.5</c> holds as well; in a class, <c>static readonly Scalar half = 0.5</c>.
/// </remarks>
public static class HeldNumber
{
    private static readonly KeptScalars s_kept = new();

    /// <summary>The number as a float64 Scalar that is held.</summary>
    /// <param name="value">Any value; NaN and infinities are passed on.</param>
    public static Scalar Held(this double value) =>
        s_kept.Find('d', BitConverter.DoubleToInt64Bits(value))
        ?? s_kept.Keep('d', BitConverter.DoubleToInt64Bits(value), value.ToScalar());

    /// <summary>The number as a floating-point Scalar that is held.</summary>
    /// <param name="value">Any value; NaN and infinities are passed on.</param>
    public static Scalar Held(this float value) =>
        s_kept.Find('f', BitConverter.SingleToInt32Bits(value))
        ?? s_kept.Keep('f', BitConverter.SingleToInt32Bits(value), value.ToScalar());

    /// <summary>The number as an int64 Scalar that is held.</summary>
    /// <param name="value">Any value.</param>
    public static Scalar Held(this int value) => Held((long)value);

    /// <summary>The number as an int64 Scalar that is held.</summary>
    /// <param name="value">Any value.</param>
    public static Scalar Held(this long value) => s_kept.Find('i', value) ?? s_kept.Keep('i', value, value.ToScalar());

    /// <summary>The truth value as a bool Scalar that is held.</summary>
    /// <param name="value">Either.</param>
    public static Scalar Held(this bool value) => s_kept.Find('b', value ? 1 : 0) ?? s_kept.Keep('b', value ? 1 : 0, value.ToScalar());
}

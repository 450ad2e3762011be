using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Comparisons with a number, value by value, that hold the number until they are done (<see cref="HeldScalars"/>).</summary>
internal static class HeldComparisons
{
    private static readonly Scalar s_zero = 0; // never let go of

    /// <summary>Where x is more than 0.</summary>
    public static Tensor IsPositive(this Tensor x) => x.gt(s_zero);

    public static Tensor Is(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.eq(scalar);
    }

    public static Tensor IsNot(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.ne(scalar);
    }

    public static Tensor IsBelow(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.lt(scalar);
    }

    public static Tensor IsAtMost(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.le(scalar);
    }

    public static Tensor IsAbove(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.gt(scalar);
    }

    public static Tensor IsAtLeast(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.ge(scalar);
    }
}

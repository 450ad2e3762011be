using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Arithmetic of a tensor and a number that holds the number until it is done. TorchSharp makes a Scalar of a number that is passed
/// along and lets go of it before libtorch has read it: a collection at that moment frees it, and the operation fails or computes
/// with what lies there by then. Some operations of tensors alone hide such a number, as a sum does. What is named like a verb changes
/// the tensor itself. Results are those of TorchSharp's own operators, bit for bit.
/// </summary>
internal static class HeldScalars
{
    private static readonly Scalar s_one = 1,
        s_two = 2; // never let go of

    /// <summary>x + y. TorchSharp's own sum of two tensors makes a Scalar too: the 1 that y is multiplied by.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, s_one);

    /// <summary>x + value.</summary>
    [OverloadResolutionPriority(1)] // a number is also a tensor, implicitly
    public static Tensor Plus(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.add(scalar, s_one);
    }

    /// <summary>x + y, in place.</summary>
    public static Tensor Add(this Tensor x, Tensor y) => x.add_(y, s_one);

    /// <summary>x + value, in place.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor Add(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.add_(scalar, s_one);
    }

    /// <summary>x - value.</summary>
    public static Tensor Minus(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.sub(scalar);
    }

    /// <summary>x - value, in place.</summary>
    public static Tensor Subtract(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.sub_(scalar);
    }

    /// <summary>value - x, as -x + value.</summary>
    public static Tensor TakenFrom(this Tensor x, Number value)
    {
        using var negative = x.neg();
        return negative.Plus(value);
    }

    /// <summary>x value.</summary>
    public static Tensor Times(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.mul(scalar);
    }

    /// <summary>x value, in place.</summary>
    public static Tensor Scale(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.mul_(scalar);
    }

    /// <summary>x / value.</summary>
    public static Tensor Over(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.div(scalar);
    }

    /// <summary>x / value, in place.</summary>
    public static Tensor Shrink(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.div_(scalar);
    }

    /// <summary>value / x, as 1 / x times value.</summary>
    public static Tensor Under(this Tensor x, Number value)
    {
        using var inverse = x.reciprocal();
        return inverse.Times(value);
    }

    /// <summary>x / value, rounded down to whole numbers.</summary>
    public static Tensor FloorOver(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.div(scalar, RoundingMode.floor);
    }

    /// <summary>What is left of x / value, with the sign of the value.</summary>
    public static Tensor Modulo(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        return x.remainder(scalar);
    }

    /// <summary>x x. TorchSharp's own square is a power too.</summary>
    public static Tensor Squared(this Tensor x) => x.pow(s_two);

    /// <summary>x to the power of the exponent.</summary>
    public static Tensor Power(this Tensor x, Number exponent)
    {
        using var scalar = exponent.Hold();
        return x.pow(scalar);
    }

    /// <summary>x to the power of the exponent, in place.</summary>
    public static Tensor Raise(this Tensor x, Number exponent)
    {
        using var scalar = exponent.Hold();
        return x.pow_(scalar);
    }

    /// <summary>(x - offset) / scale.</summary>
    public static Tensor Standardised(this Tensor x, double offset, double scale)
    {
        using var centred = x.Minus(offset);
        return centred.Over(scale);
    }

    /// <summary>(x - offset) / scale, in place.</summary>
    public static Tensor Standardise(this Tensor x, double offset, double scale) => x.Subtract(offset).Shrink(scale);

    /// <summary>x (1 - share) + towards share, in place.</summary>
    public static Tensor LeanTowards(this Tensor x, Tensor towards, double share)
    {
        using Scalar part = share;
        return x.Scale(1 - share).add_(towards, alpha: part);
    }
}

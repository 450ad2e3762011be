using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Operations of a tensor and a number that hold the number until they are done. TorchSharp makes a Scalar of a double that is
/// passed along and lets go of it before libtorch has read it: a collection at that moment frees it, and the operation fails or
/// computes with what lies there by then.
/// </summary>
internal static class HeldScalars
{
    private static readonly Scalar s_one = 1, s_zero = 0;   // never let go of

    /// <summary>x + y. TorchSharp's own sum of two tensors makes a Scalar too: the 1 that y is multiplied by.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, s_one);

    /// <summary>x + y, in place.</summary>
    public static Tensor Add(this Tensor x, Tensor y) => x.add_(y, s_one);

    /// <summary>x x. TorchSharp's own square is a power with a Scalar of 2.</summary>
    public static Tensor Squared(this Tensor x) => x.mul(x);

    /// <summary>Where x is more than 0.</summary>
    public static Tensor IsPositive(this Tensor x) => x.gt(s_zero);

    public static Tensor Plus(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.add(scalar);
    }

    public static Tensor Times(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.mul(scalar);
    }

    /// <summary>x value, in place.</summary>
    public static Tensor Scale(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.mul_(scalar);
    }

    public static Tensor Over(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.div(scalar);
    }

    /// <summary>x / value, in place.</summary>
    public static Tensor Shrink(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.div_(scalar);
    }

    /// <summary>(x - offset) / scale.</summary>
    public static Tensor Standardised(this Tensor x, double offset, double scale)
    {
        using Scalar less = offset, over = scale;
        using var centred = x.sub(less);
        return centred.div(over);
    }

    /// <summary>(x - offset) / scale, in place.</summary>
    public static Tensor Standardise(this Tensor x, double offset, double scale)
    {
        using Scalar less = offset, over = scale;
        return x.sub_(less).div_(over);
    }

    /// <summary>Every value, in place.</summary>
    public static void Set(this Tensor x, double value)
    {
        using Scalar scalar = value;
        x.fill_(scalar);
    }

    public static Tensor AtLeast(this Tensor x, double value)
    {
        using Scalar scalar = value;
        return x.clamp_min(scalar);
    }

    public static Tensor Within(this Tensor x, double low, double high)
    {
        using Scalar least = low, most = high;
        return x.clamp(least, most);
    }

    public static Tensor Filled(this Tensor like, double value)
    {
        using Scalar scalar = value;
        return full_like(like, scalar);
    }

    /// <summary>x (1 - share) + towards share, in place.</summary>
    public static Tensor LeanTowards(this Tensor x, Tensor towards, double share)
    {
        using Scalar keep = 1 - share, part = share;
        return x.mul_(keep).add_(towards, alpha: part);
    }
}

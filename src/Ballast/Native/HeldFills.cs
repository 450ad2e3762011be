using static TorchSharp.torch;

namespace Ballast;

/// <summary>Values put in the place of others, held until they are there (<see cref="HeldScalars"/>).</summary>
internal static class HeldFills
{
    /// <summary>Every value, in place.</summary>
    public static void Set(this Tensor x, Number value)
    {
        using var scalar = value.Hold();
        x.fill_(scalar);
    }

    /// <summary>A tensor like this one that is full of the value.</summary>
    public static Tensor Filled(this Tensor like, Number value)
    {
        using var scalar = value.Hold();
        return full_like(like, scalar);
    }

    /// <summary>x, but the value where the mask is set.</summary>
    public static Tensor Masked(this Tensor x, Tensor mask, Number value)
    {
        using var scalar = value.Hold();
        return x.masked_fill(mask, scalar);
    }
}

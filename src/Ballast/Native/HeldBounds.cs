using static TorchSharp.torch;

namespace Ballast;

/// <summary>Bounds that are numbers, held until the operation is done (<see cref="HeldScalars"/>).</summary>
internal static class HeldBounds
{
    public static Tensor AtLeast(this Tensor x, Number low)
    {
        using var least = low.Hold();
        return x.clamp_min(least);
    }

    public static Tensor AtMost(this Tensor x, Number high)
    {
        using var most = high.Hold();
        return x.clamp_max(most);
    }

    public static Tensor Within(this Tensor x, Number low, Number high)
    {
        using var least = low.Hold();
        using var most = high.Hold();
        return x.clamp(least, most);
    }

    /// <summary>At least, in place.</summary>
    public static Tensor ClampMin(this Tensor x, Number low)
    {
        using var least = low.Hold();
        return x.clamp_min_(least);
    }

    /// <summary>Within, in place.</summary>
    public static Tensor Clamp(this Tensor x, Number low, Number high)
    {
        using var least = low.Hold();
        using var most = high.Hold();
        return x.clamp_(least, most);
    }
}

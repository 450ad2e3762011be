using static TorchSharp.torch;

namespace Ballast;

/// <summary>Counts whole numbers on the device; unlike bincount it need not wait for the largest of them.</summary>
internal static class ClassCount
{
    /// <summary>
    /// How often each of 0 to <paramref name="kinds"/> - 1 stands in a tensor; float64 [kinds]. Negative ones do not count.
    /// </summary>
    public static Tensor Of(Tensor values, long kinds)
    {
        var counted = values.IsAtLeast(0);
        return zeros(kinds, ScalarType.Float64, values.device).scatter_add(0, values.AtLeast(0), counted.to(ScalarType.Float64));
    }
}

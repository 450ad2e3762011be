using static TorchSharp.torch;

namespace Ballast;

/// <summary>How large the values of a tensor are.</summary>
internal static class Sizes
{
    /// <summary>In float64, since the squares of 1e20 are not finite in float32.</summary>
    public static double RootMeanSquare(Tensor values)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return Math.Sqrt(values.detach().to(ScalarType.Float64).Squared().mean().cpu().item<double>());
    }
}

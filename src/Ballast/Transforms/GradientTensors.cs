using static TorchSharp.torch;

namespace Ballast;

/// <summary>What transforms share.</summary>
internal static class GradientTensors
{
    /// <summary>The norm of every gradient, in float64 and in one transfer.</summary>
    public static double[] Norms(IReadOnlyList<GradientTensor> gradients) =>
        gradients.Count == 0
            ? []
            : stack([.. gradients.Select(it => it.Gradient.to(ScalarType.Float64).norm())]).cpu().data<double>().ToArray();

    /// <summary>
    /// Multiplies, in two halves where the factor alone is beyond float32: a gradient of 1e-39 becomes 1 all the same.
    /// </summary>
    public static void Scale(Tensor gradient, double factor)
    {
        if (factor is > 1e-30 and < 1e30)
            gradient.Scale(factor);
        else
            gradient.Scale(Math.Sqrt(factor)).Scale(Math.Sqrt(factor));
    }
}

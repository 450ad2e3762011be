using static TorchSharp.torch;

namespace Ballast;

/// <summary>Norms of the units of a weight: the rows of a matrix, the filters of a convolution; a vector is one unit.</summary>
internal static class Units
{
    /// <summary>The norm of every unit, of a shape that multiplies the tensor.</summary>
    public static Tensor Norms(Tensor tensor) =>
        tensor.ndim < 2
            ? tensor.norm()
            : tensor.Squared().sum([.. Enumerable.Range(1, (int)tensor.ndim - 1).Select(i => (long)i)], keepdim: true).sqrt();
}

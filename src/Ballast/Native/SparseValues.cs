using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What a sparse tensor holds, a graph in a buffer for one, as plain tensors: no kernel reads its memory, and few operations do.
/// </summary>
internal static class SparseValues
{
    public static bool IsIn(Tensor tensor) => NativeTensor.IsSparse(tensor.Handle);

    /// <summary>The values that are stored; of one that stores some twice, all of it densely. For the caller to dispose.</summary>
    public static Tensor Of(Tensor tensor)
    {
        try
        {
            return tensor.SparseValues;
        }
        catch (ExternalException)
        {
            return tensor.to_dense();
        }
    }
}

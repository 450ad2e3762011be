using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The sum of the memory of a tensor, as 64-bit words: any one bit that turns round changes it. At memory bandwidth.</summary>
internal static class MemorySum
{
    private const int Largest = 1 << 30;

    /// <param name="tensor">Contiguous, in host memory; of a sparse one its values count.</param>
    public static unsafe ulong Of(Tensor tensor)
    {
        if (NativeTensor.IsSparse(tensor.Handle))
        {
            using var stored = tensor.SparseValues;
            return Of(stored);
        }

        var at = (byte*)NativeTensor.Data(tensor.Handle);
        var bytes = tensor.numel() * tensor.ElementSize;
        var sum = 0UL;
        for (; bytes > 0; at += Largest, bytes -= Largest)
            sum += Of(new ReadOnlySpan<byte>(at, (int)Math.Min(bytes, Largest)));
        GC.KeepAlive(tensor);
        return sum;
    }

    /// <param name="bytes">Any memory.</param>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<ulong>>(bytes);
        Vector<ulong> first = default,
            second = default;
        for (var i = 0; i + 1 < vectors.Length; i += 2)
        {
            first += vectors[i];
            second += vectors[i + 1];
        }

        var sum = Vector.Sum(first + second);
        foreach (var value in bytes[(vectors.Length / 2 * 2 * Vector<byte>.Count)..])
            sum = BitOperations.RotateLeft(sum, 8) + value;
        return sum;
    }
}

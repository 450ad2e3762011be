using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The memory of tensors that ranks exchange.</summary>
internal static unsafe class HostTensor
{
    /// <exception cref="ArgumentException">It is not dense float32 or float64 in host memory.</exception>
    public static void Check(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (
            values.device_type != DeviceType.CPU
            || values.dtype is not (ScalarType.Float32 or ScalarType.Float64)
            || !values.is_contiguous()
        )
            throw new ArgumentException(
                $"Ranks add up contiguous float32 or float64 tensors in host memory; this is {values.dtype} on {values.device}"
                    + $"{(values.is_contiguous() ? "" : ", not contiguous")}. Copy it to such a tensor first.",
                nameof(values)
            );
    }

    /// <summary>All bytes of a contiguous tensor in host memory; keep the tensor alive meanwhile.</summary>
    /// <param name="values">The tensor.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="most">No more than so many.</param>
    public static Span<byte> Bytes(Tensor values, long start, int most)
    {
        var all = values.numel() * values.ElementSize;
        return new((byte*)NativeTensor.Data(values.Handle) + start, (int)Math.Min(most, all - start));
    }
}

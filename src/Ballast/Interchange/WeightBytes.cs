using static TorchSharp.torch;

namespace Ballast;

/// <summary>The bytes of tensors.</summary>
internal static class WeightBytes
{
    private const int Buffer = 1 << 20;

    /// <summary>How many a shape takes.</summary>
    /// <exception cref="FormatException">A length is negative, or the product is beyond what a file can hold.</exception>
    public static long Of(long[] shape, WeightType type, string name)
    {
        try
        {
            return shape.Aggregate((long)type.Bytes, (product, length) =>
                checked(product * (length >= 0 ? length : throw new OverflowException()))
            );
        }
        catch (OverflowException fault)
        {
            throw new FormatException($"{name} has an impossible shape [{string.Join(", ", shape)}]", fault);
        }
    }

    /// <summary>Writes a tensor's numbers, in the order of its shape.</summary>
    public static void Write(Tensor tensor, Stream to)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (tensor.numel() > 0)
            tensor.detach().cpu().contiguous().WriteBytesToStream(to, Buffer);
    }
}

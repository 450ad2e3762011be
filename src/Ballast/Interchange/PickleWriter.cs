using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Writes the pickle of a state dict, each tensor with a storage of its own.</summary>
internal static class PickleWriter
{
    public static void Write(Stream to, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        using var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
        writer.Write([0x80, 2]);
        Name(writer, "collections", "OrderedDict");
        writer.Write(")R("u8);
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, tensor) = tensors[i];
            Text(writer, name);
            Name(writer, "torch._utils", "_rebuild_tensor_v2");
            writer.Write("(("u8);
            Text(writer, "storage");
            Name(writer, "torch", WeightType.Of(tensor).Storage);
            Text(writer, i.ToString(CultureInfo.InvariantCulture));
            Text(writer, "cpu");
            Number(writer, tensor.numel());
            writer.Write("tQ"u8);
            Number(writer, 0);
            Numbers(writer, tensor.shape);
            Numbers(writer, Strides(tensor.shape));
            writer.Write((byte)0x89); // requires no gradient
            Name(writer, "collections", "OrderedDict");
            writer.Write(")RtR"u8);
        }

        writer.Write("u."u8);
    }

    private static void Name(BinaryWriter writer, string module, string name) =>
        writer.Write(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((byte)'X');
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static void Numbers(BinaryWriter writer, long[] values)
    {
        writer.Write((byte)'(');
        foreach (var value in values)
            Number(writer, value);
        writer.Write((byte)'t');
    }

    private static void Number(BinaryWriter writer, long value)
    {
        if (value is >= 0 and <= int.MaxValue)
        {
            writer.Write((byte)'J');
            writer.Write((int)value);
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        writer.Write([0x8a, sizeof(long)]);
        writer.Write(bytes);
    }

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(1, shape[i]);
        }

        return strides;
    }
}

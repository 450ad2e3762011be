using System.Text;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The weights of a model as the initializers of an ONNX model without nodes: for tools that look into such files or build a graph of their
/// own around them. Written only, by the few fields of the format's protocol buffer that it takes.
/// </summary>
internal static class OnnxFile
{
    /// <summary>What such a file ends in.</summary>
    public const string Extension = ".onnx";

    private const long Most = int.MaxValue; // of a protocol buffer
    private const int IrVersion = 8,
        OpsetVersion = 17;

    // numbers of fields, as onnx.proto has them
    private const int ModelIrVersion = 1,
        ModelProducer = 2,
        ModelGraph = 7,
        ModelOpset = 8,
        OpsetNumber = 2,
        GraphName = 2,
        GraphInitializer = 5,
        TensorDims = 1,
        TensorType = 2,
        TensorName = 8,
        TensorBytes = 9;

    /// <exception cref="NotSupportedException">It would be larger than 2 GB.</exception>
    public static void Write(Stream to, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        var name = Field(GraphName, "weights"u8);
        var heads = tensors.Select(it => Head(it.Name, it.Tensor)).ToArray();
        var sizes = tensors.Zip(heads, (it, head) => head.Length + Bytes(it.Tensor)).ToArray();
        var graph = name.Length + sizes.Sum(size => 1 + Varint(size).Length + size);
        if (graph > Most)
            throw new NotSupportedException($"The weights take {graph:#,0} bytes, and an ONNX file has at most 2 GB: write safetensors.");
        to.Write([
            .. Field(ModelIrVersion, IrVersion),
            .. Field(ModelProducer, "ballast"u8),
            Key(ModelGraph, isLong: true),
            .. Varint(graph),
        ]);
        to.Write(name);
        for (var i = 0; i < heads.Length; i++)
        {
            to.Write([Key(GraphInitializer, isLong: true), .. Varint(sizes[i])]);
            to.Write(heads[i]);
            WeightBytes.Write(tensors[i].Tensor, to);
        }

        to.Write(Field(ModelOpset, Field(OpsetNumber, OpsetVersion)));
    }

    // all of a tensor but its bytes, which come last
    private static byte[] Head(string name, Tensor tensor) =>
        [
            .. tensor.shape.SelectMany(size => Field(TensorDims, size)),
            .. Field(TensorType, TypeOf(tensor)),
            .. Field(TensorName, Encoding.UTF8.GetBytes(name)),
            Key(TensorBytes, isLong: true),
            .. Varint(Bytes(tensor)),
        ];

    private static long Bytes(Tensor tensor) => tensor.numel() * WeightType.Of(tensor).Bytes;

    private static int TypeOf(Tensor tensor) =>
        tensor.dtype switch
        {
            ScalarType.Float32 => 1,
            ScalarType.Byte => 2,
            ScalarType.Int8 => 3,
            ScalarType.Int16 => 5,
            ScalarType.Int32 => 6,
            ScalarType.Int64 => 7,
            ScalarType.Bool => 9,
            ScalarType.Float16 => 10,
            ScalarType.Float64 => 11,
            ScalarType.BFloat16 => 16,
            var type => throw new NotSupportedException($"Weights of type {type} cannot be written: convert them to float32 first."),
        };

    private static byte Key(int field, bool isLong) => (byte)((field << 3) | (isLong ? 2 : 0));

    private static byte[] Field(int field, long value) => [Key(field, isLong: false), .. Varint(value)];

    private static byte[] Field(int field, ReadOnlySpan<byte> bytes) => [Key(field, isLong: true), .. Varint(bytes.Length), .. bytes];

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        for (var left = (ulong)value; ; left >>= 7)
        {
            if (left < 0x80)
            {
                bytes.Add((byte)left);
                return [.. bytes];
            }

            bytes.Add((byte)(left | 0x80));
        }
    }
}

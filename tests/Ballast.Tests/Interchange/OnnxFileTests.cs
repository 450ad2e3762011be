using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Interchange;

/// <summary>What an ONNX file of weights holds, read by a reader of protocol buffers that knows nothing of the writer.</summary>
[TensorTests]
public sealed class OnnxFileTests
{
    [Fact]
    public void Every_tensor_stands_in_it_with_name_type_shape_and_bytes()
    {
        using var scope = NewDisposeScope();
        (string, Tensor)[] all =
        [
            .. WeightType.All.Select(type => (type.SafeTensors, tensor([1.0, 0.0, 2.0]).to(type.Type))),
            ("scalar", tensor(3.25f)),
            ("empty", zeros(0, 3)),
            ("turned", arange(12, ScalarType.Float32).reshape(3, 4).t()),
            ("ünïcode", ones(200, 7)),
        ];
        using var file = new MemoryStream();
        OnnxFile.Write(file, all);
        var model = Fields(file.ToArray());
        Assert.Equal(8UL, Number(model, 1));
        var graph = Fields(Bytes(model, 7));
        var initializers = graph.Where(it => it.Field == 5).Select(it => Fields(it.Bytes)).ToArray();
        Assert.Equal(all.Length, initializers.Length);
        foreach (var ((name, expected), it) in all.Zip(initializers))
        {
            Assert.Equal(name, Encoding.UTF8.GetString(Bytes(it, 8)));
            Assert.Equal(expected.shape, it.Where(field => field.Field == 1).Select(field => (long)field.Number));
            Assert.Equal(expected.contiguous().bytes.ToArray(), Bytes(it, 9));
        }

        // numbers of types as onnx.proto has them, in the order of WeightType.All
        ulong[] types = [11, 1, 10, 16, 7, 6, 5, 3, 2, 9];
        Assert.Equal(types, initializers.Take(types.Length).Select(it => Number(it, 2)));
        Assert.Equal(17UL, Number(Fields(Bytes(model, 8)), 2));
    }

    private static ulong Number(List<(int Field, ulong Number, byte[] Bytes)> fields, int field) =>
        fields.Single(it => it.Field == field).Number;

    private static byte[] Bytes(List<(int Field, ulong Number, byte[] Bytes)> fields, int field) =>
        fields.Single(it => it.Field == field).Bytes;

    private static List<(int Field, ulong Number, byte[] Bytes)> Fields(byte[] message)
    {
        List<(int, ulong, byte[])> fields = [];
        var at = 0;
        while (at < message.Length)
        {
            var key = Varint();
            var value = Varint();
            byte[] bytes = [];
            if ((key & 7) == 2)
                (bytes, at) = (message[at..(at + (int)value)], at + (int)value);
            fields.Add(((int)(key >> 3), value, bytes));
        }

        return fields;

        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var next = message[at++];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                    return value;
            }
        }
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>An array of NumPy's, version 1 to 3 of its format (NEP 1): little-endian numbers in C order.</summary>
internal static partial class NpyFile
{
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>One input of the given shape, or several with a dimension before it, float32 [n, ...shape].</summary>
    public static Tensor Read(string path, IReadOnlyList<long> shape)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new UsageException($"{path} does not begin like an .npy file.");
        var wide = bytes[6] > 1;
        var (length, begin) = wide ? (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)), 12) : (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)), 10);
        if (length < 0 || begin + (long)length > bytes.Length) throw new UsageException($"{path} is cut short in its header.");
        var header = Header().Match(Encoding.UTF8.GetString(bytes, begin, length));
        if (!header.Success) throw new UsageException($"{path} has a header that is not understood. Save it again with numpy.save, in C order.");
        long[] sizes = [.. header.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        var values = Values(path, header.Groups["type"].Value, bytes.AsSpan(begin + length), sizes);
        return tensor(values, sizes.Length == shape.Count ? [1, .. sizes] : sizes.Length > 0 ? sizes : [1]);
    }

    private static float[] Values(string path, string type, ReadOnlySpan<byte> data, long[] sizes)
    {
        var count = sizes.Aggregate(1L, (product, size) => product * size);
        var width = type.Length == 2 && char.IsAsciiDigit(type[1]) ? type[1] - '0' : 0;
        if (count < 1 || data.Length != count * width) throw new UsageException($"{path} promises {count} values but holds {data.Length} bytes of them.");
        return type switch
        {
            "u1" => [.. data.ToArray().Select(value => (float)value)],
            "f4" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
            "f8" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(data).ToArray(), value => (float)value),
            "i4" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(data).ToArray(), value => (float)value),
            "i8" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), value => (float)value),
            _ => throw new UsageException($"{path} holds values of type {type}; there are u1, i4, i8, f4, f8. Convert it with astype."),
        };
    }

    [GeneratedRegex(@"'descr':\s*'[<|=](?<type>[a-z]\d+)',\s*'fortran_order':\s*False,\s*'shape':\s*\((?<shape>[\d,\s]*)\)")]
    private static partial Regex Header();
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Reads an array in NumPy's npy format, versions 1 to 3 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): a magic
/// word, a header that is a Python dictionary, the values.
/// </summary>
internal static partial class NpyArray
{
    private const int LongestHeader = 1 << 16,
        MostDimensions = 16;

    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["f2"] = ScalarType.Float16,
        ["f4"] = ScalarType.Float32,
        ["f8"] = ScalarType.Float64,
        ["b1"] = ScalarType.Bool,
        ["u1"] = ScalarType.Byte,
        ["i1"] = ScalarType.Int8,
        ["i2"] = ScalarType.Int16,
        ["i4"] = ScalarType.Int32,
        ["i8"] = ScalarType.Int64,
    };

    /// <summary>The type that values of a type are scaled in: float64 where float32 would lose digits.</summary>
    public static ScalarType Computed(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Int64 or ScalarType.Int32 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>A whole array, contiguous in C order, of its own type.</summary>
    /// <param name="stream">Positioned at the magic word.</param>
    /// <param name="name">Stands for it in messages.</param>
    /// <exception cref="DatasetException">It is not a whole npy array of a type that is read.</exception>
    public static Tensor Read(Stream stream, string name)
    {
        var header = Header(stream, name);
        var type = Descr().Match(header) is { Success: true } descr
            ? descr.Groups[1].Value
            : throw Damaged(name, "its header names no type");
        var shape = Shape(header, name);
        if (!Types.TryGetValue(type[1..], out var dtype) || type[0] == '>')
            throw new DatasetException(
                $"{name} holds the type '{type}', which is not read. Save it as one of {string.Join(", ", Types.Keys)} "
                    + "(little-endian), for instance with array.astype('<f4')."
            );
        var count = shape.Aggregate(1L, (product, size) => Math.Min(product * size, Array.MaxLength + 1L));
        var width = torch.empty(0, dtype).element_size();
        if (count * width > Array.MaxLength)
            throw new DatasetException(
                $"{name} is said to be {string.Join(" x ", shape)} of '{type}', which is more than 2 GB. Split it, or use a smaller type."
            );
        if (HostMemory.Lack(3.0 * count * width) is { } lack)
            throw new DatasetException(
                $"{name} is said to be {string.Join(" x ", shape)} of '{type}', which needs {lack}. Split it, or use a smaller type."
            );
        var bytes = DataFile.Take(stream, (int)(count * width));
        if (bytes.Length < count * width)
            throw new DatasetException(
                $"{name} is truncated: its header promises {string.Join(" x ", shape)} values of '{type}', {count * width:N0} "
                    + $"bytes; it holds {bytes.Length:N0}. Save it again."
            );
        if (stream.ReadByte() >= 0)
            throw Damaged(name, $"it holds more than the {count:N0} values that its header promises");

        using var scope = NewDisposeScope();
        var fortran = Order().Match(header).Groups[1].Value == "True";
        var array = torch.empty(fortran ? [.. shape.Reverse()] : shape, dtype);
        array.bytes = bytes;
        if (fortran)
            array = array.permute([.. Enumerable.Range(0, shape.Length).Reverse().Select(i => (long)i)]).contiguous();
        return array.MoveToOuterDisposeScope();
    }

    private static string Header(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[8];
        if (
            stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || start[0] != 0x93
            || !start[1..6].SequenceEqual("NUMPY"u8)
        )
            throw new DatasetException(
                $"{name} is not an npy array: it does not start with \\x93NUMPY. Save it with numpy.save or numpy.savez."
            );
        if (start[6] is 0 or > 3)
            throw Damaged(name, $"its format version is {start[6]}, and 1 to 3 are known");
        var length = new byte[start[6] == 1 ? 2 : 4];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
            throw Damaged(name, "it ends inside its header");
        var size = length.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (size > LongestHeader)
            throw Damaged(name, $"its header is said to be {size} bytes long");
        var header = DataFile.Take(stream, (int)size);
        return header.Length == size ? Encoding.Latin1.GetString(header) : throw Damaged(name, "it ends inside its header");
    }

    private static long[] Shape(string header, string name)
    {
        var match = Tuple().Match(header);
        if (!match.Success || !Order().IsMatch(header))
            throw Damaged(name, "its header has no shape or no order");
        var sizes = match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new long[sizes.Length];
        for (var i = 0; i < sizes.Length; i++)
            if (
                !long.TryParse(sizes[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i])
                || shape[i] is 0 or > int.MaxValue
                || shape.Length > MostDimensions
            )
                throw new DatasetException(
                    $"{name} has the impossible shape ({match.Groups[1].Value}): each of at "
                        + $"most {MostDimensions} dimensions must be at least 1."
                );
        return shape.Length > 0 ? shape : throw new DatasetException($"{name} is a single number; an array of samples is needed.");
    }

    private static DatasetException Damaged(string name, string why) =>
        new($"{name} is damaged: {why}. Save it again with numpy.save or numpy.savez.");

    [GeneratedRegex(@"'descr'\s*:\s*'([<>|=][a-zA-Z]\d{1,4})'")]
    private static partial Regex Descr();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^()]{0,400})\)")]
    private static partial Regex Tuple();
}

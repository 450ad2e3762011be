using System.Buffers.Binary;
using System.IO.Compression;

namespace Ballast;

/// <summary>
/// An array of unsigned bytes in the idx format of the MNIST family (http://yann.lecun.com/exdb/mnist):
/// two zero bytes, the element type (8), the number of dimensions, each dimension as a big-endian 32-bit integer, the values.
/// </summary>
internal sealed class IdxFile
{
    private const int UnsignedByte = 8;

    private IdxFile(string name, int[] shape, byte[] values) => (Name, Shape, Values) = (name, shape, values);

    /// <summary>The file or resource it was read from, for messages.</summary>
    public string Name { get; }

    /// <summary>The dimensions, outermost first: [items] for labels, [items, rows, columns] for images.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values in row-major order.</summary>
    public byte[] Values { get; }

    /// <summary>Reads a file, plain or gzip-compressed (told apart by content, not by name).</summary>
    /// <exception cref="DatasetException">The file cannot be read or is not a whole idx file of unsigned bytes.</exception>
    public static IdxFile Read(string path) => DataFile.Read(path, stream => Read(stream, path));

    /// <summary>Reads a seekable stream, plain or gzip-compressed; <paramref name="name"/> stands for it in messages.</summary>
    /// <exception cref="DatasetException">The stream does not hold a whole idx file of unsigned bytes.</exception>
    public static IdxFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> start = stackalloc byte[2];
        var compressed = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1f, 0x8b];
        stream.Position = 0;
        if (!compressed)
            return Parse(stream, name);
        try
        {
            using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            return Parse(unpacked, name);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"{name} is a damaged gzip file: {e.Message}", e);
        }
    }

    private static IdxFile Parse(Stream stream, string name)
    {
        Span<byte> word = stackalloc byte[4];
        ReadWord(stream, word, name);
        if (word[0] != 0 || word[1] != 0)
            throw new DatasetException($"{name} is not an idx file: it starts with {word[0]:x2} {word[1]:x2}, expected 00 00.");
        if (word[2] != UnsignedByte)
            throw new DatasetException($"{name} holds idx element type 0x{word[2]:x2}; only unsigned bytes (0x08) are read.");
        if (word[3] is 0 or > 4)
            throw new DatasetException($"{name} has {word[3]} dimensions; expected 1 to 4.");

        var shape = new int[word[3]];
        var count = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            ReadWord(stream, word, name);
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(word);
            count *= shape[i];
            if (shape[i] <= 0 || count > Array.MaxLength)
                throw new DatasetException($"{name} has an impossible shape: dimension {i} is {(uint)shape[i]}.");
        }

        if (HostMemory.Lack(9.0 * count) is { } lack) // as bytes, as float32, and their parts once more
            throw new DatasetException(
                $"{name} is said to hold {count:N0} values ({string.Join(" x ", shape)}), which need {lack}. Use a part of it."
            );
        var values = DataFile.Take(stream, (int)count);
        if (values.Length < count)
            throw new DatasetException(
                $"{name} is truncated: its header promises {count:N0} values ({string.Join(" x ", shape)}), it holds {values.Length:N0}."
            );
        if (stream.ReadByte() >= 0)
            throw new DatasetException(
                $"{name} holds more than the {count:N0} values ({string.Join(" x ", shape)}) that its header promises."
            );
        return new IdxFile(name, shape, values);
    }

    private static void ReadWord(Stream stream, Span<byte> word, string name)
    {
        if (stream.ReadAtLeast(word, word.Length, throwOnEndOfStream: false) < word.Length)
            throw new DatasetException($"{name} is truncated: it ends inside the idx header.");
    }
}

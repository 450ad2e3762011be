using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Ballast.Fuzz;

/// <summary>Damaged arrays: npy, npz, idx.</summary>
internal static class ArrayCases
{
    private const int Count = 40,
        Width = 3,
        Side = 6;

    public static FuzzCase Npy(Mutator mutator, string place)
    {
        var whole = mutator.Random.Next(2); // one of the two stays so
        File.WriteAllBytes(Path.Combine(place, "x.npy"), whole == 0 ? Inputs() : mutator.Bytes(Inputs()));
        File.WriteAllBytes(Path.Combine(place, "y.npy"), whole == 1 ? Labels() : mutator.Bytes(Labels()));
        return FuzzKinds.Check("npy", place, "{ name: npy, inputs: x.npy, targets: y.npy, batch: 4 }");
    }

    public static FuzzCase Npz(Mutator mutator, string place)
    {
        var inside = mutator.Random.Next(2) == 0;
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "x.npy", inside ? mutator.Bytes(Inputs()) : Inputs());
            Add(zip, "y.npy", Labels());
        }

        File.WriteAllBytes(Path.Combine(place, "a.npz"), inside ? archive.ToArray() : mutator.Bytes(archive.ToArray()));
        return FuzzKinds.Check("npz", place, "{ name: npz, path: a.npz, batch: 4 }");
    }

    public static FuzzCase Idx(Mutator mutator, string place)
    {
        var damaged = mutator.Random.Next(4);
        var names = new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" };
        for (var i = 0; i < names.Length; i++)
        {
            var bytes = i % 2 == 0 ? IdxOf([Count, Side, Side], at => (byte)at) : IdxOf([Count], at => (byte)(at % 3));
            var packed = mutator.Random.Next(2) == 0;
            var before = mutator.Random.Next(2) == 0;
            if (i == damaged && before)
                bytes = mutator.Bytes(bytes);
            if (packed)
                bytes = Packed(bytes);
            if (i == damaged && !before)
                bytes = mutator.Bytes(bytes);
            File.WriteAllBytes(Path.Combine(place, names[i] + (packed ? ".gz" : "")), bytes);
        }

        return FuzzKinds.Check("idx", place, "{ name: idx, path: ., batch: 4 }");
    }

    /// <summary>Of NumPy's format, version 1.</summary>
    public static byte[] NpyOf(string type, string shape, byte[] values)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        header += new string(' ', 63 - ((10 + header.Length) % 64)) + "\n";
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. values];
    }

    public static byte[] Inputs() =>
        NpyOf(
            "<f4",
            $"({Count}, {Width})",
            [.. Enumerable.Range(0, Count * Width).SelectMany(i => BitConverter.GetBytes((float)Math.Sin(i)))]
        );

    private static byte[] Labels() =>
        NpyOf("<i8", $"({Count},)", [.. Enumerable.Range(0, Count).SelectMany(i => BitConverter.GetBytes((long)(i % 2)))]);

    private static byte[] IdxOf(int[] shape, Func<int, byte> value)
    {
        var bytes = new List<byte> { 0, 0, 8, (byte)shape.Length };
        foreach (var size in shape)
        {
            var word = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(word, size);
            bytes.AddRange(word);
        }

        return [.. bytes, .. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(value)];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zip.Write(bytes);
        return packed.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(bytes);
    }
}

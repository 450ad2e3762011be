using System.Buffers.Binary;
using System.IO.Compression;

namespace Ballast.Tests;

/// <summary>Makes idx files for tests.</summary>
internal static class IdxBytes
{
    public static byte[] Of(int[] shape, byte[] values, byte type = 8)
    {
        var bytes = new List<byte> { 0, 0, type, (byte)shape.Length };
        foreach (var size in shape)
        {
            var word = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(word, size);
            bytes.AddRange(word);
        }
        return [.. bytes, .. values];
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    // gone with the process
    private static readonly Lazy<string> s_root = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("ballast-idx").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    });

    /// <summary>A temporary folder with the four files of a tiny data set: images of 2 x 2 whose pixels all equal their number.</summary>
    public static string Folder(int train = 6, int test = 4, bool compress = false)
    {
        var folder = Directory.CreateDirectory(Path.Combine(s_root.Value, $"{Guid.NewGuid():N}")).FullName;
        Write("train-images-idx3-ubyte", Of([train, 2, 2], [.. Enumerable.Range(0, train * 4).Select(i => (byte)(i / 4))]));
        Write("train-labels-idx1-ubyte", Of([train], [.. Enumerable.Range(0, train).Select(i => (byte)(i % 10))]));
        Write("t10k-images-idx3-ubyte", Of([test, 2, 2], new byte[test * 4]));
        Write("t10k-labels-idx1-ubyte", Of([test], new byte[test]));
        return folder;

        void Write(string name, byte[] bytes) =>
            File.WriteAllBytes(Path.Combine(folder, compress ? name + ".gz" : name), compress ? Gzip(bytes) : bytes);
    }
}

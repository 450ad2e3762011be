using System.IO.Compression;
using System.Text;
using SkiaSharp;
using TorchSharp;

namespace Ballast.Tests;

/// <summary>A folder with data files that tests make, and a data folder of the user's own inside it; gone afterwards.</summary>
internal sealed class Temporary : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable("BALLAST_DATA");

    public Temporary() => Environment.SetEnvironmentVariable("BALLAST_DATA", Path("user"));

    public string Folder { get; } = Directory.CreateTempSubdirectory("ballast-data").FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Text(string name, string text) => Bytes(name, Encoding.UTF8.GetBytes(text));

    public string Bytes(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), bytes);
        return Path(name);
    }

    /// <summary>A picture of one colour with one pixel of another in its upper left corner.</summary>
    public string Picture(string name, int rows, int columns, SKColor colour, SKColor corner) =>
        Bytes(name, PictureBytes(rows, columns, colour, corner));

    public static byte[] PictureBytes(
        int rows,
        int columns,
        SKColor colour,
        SKColor corner,
        SKEncodedImageFormat format = SKEncodedImageFormat.Png
    )
    {
        using var bitmap = new SKBitmap(columns, rows, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(colour);
        bitmap.SetPixel(0, 0, corner);
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>An array in npy format 1, as NumPy writes it.</summary>
    public static byte[] Npy(string type, string shape, byte[] values, bool fortran = false)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}";
        header = header.PadRight(((header.Length + 10 + 64) / 64 * 64) - 11) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. values];
    }

    public static byte[] Npy(torch.Tensor tensor) =>
        Npy(
            tensor.dtype switch
            {
                torch.ScalarType.Float32 => "<f4",
                torch.ScalarType.Float64 => "<f8",
                torch.ScalarType.Byte => "|u1",
                _ => "<i8",
            },
            $"({string.Join(", ", tensor.shape)},)",
            tensor.contiguous().bytes.ToArray()
        );

    public static byte[] Npz(params (string Key, byte[] Array)[] arrays)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (key, array) in arrays)
            {
                using var entry = zip.CreateEntry(key + ".npy").Open();
                entry.Write(array);
            }
        }

        return memory.ToArray();
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("BALLAST_DATA", _before);
        Directory.Delete(Folder, recursive: true);
    }
}

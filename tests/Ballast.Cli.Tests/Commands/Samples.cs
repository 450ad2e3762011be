using System.Text;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli.Tests.Commands;

/// <summary>Writes inputs of raw bytes as files that <c>ballast predict</c> reads.</summary>
internal static class Samples
{
    public static void WriteNpy(string path, Tensor raw)
    {
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({string.Join(", ", raw.shape)}), }}";
        header = header.PadRight(((10 + header.Length + 64) / 64 * 64) - 11) + "\n";
        using var file = File.Create(path);
        file.Write([
            0x93,
            .. "NUMPY"u8,
            1,
            0,
            (byte)header.Length,
            (byte)(header.Length >> 8),
            .. Encoding.ASCII.GetBytes(header),
            .. raw.to(ScalarType.Byte).data<byte>(),
        ]);
    }

    /// <param name="path">The file.</param>
    /// <param name="raw">[1, rows, columns].</param>
    public static void WritePng(string path, Tensor raw)
    {
        using var image = new SKBitmap((int)raw.shape[2], (int)raw.shape[1]);
        byte[] values = [.. raw.to(ScalarType.Byte).data<byte>()];
        image.Pixels = [.. values.Select(value => new SKColor(value, value, value))];
        using var file = File.Create(path);
        image.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}

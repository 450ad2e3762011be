using SkiaSharp;

namespace Ballast;

/// <summary>Decodes one PNG or JPEG.</summary>
internal static class ImageFile
{
    private const long MostPixels = 100_000_000; // a picture, not a decompression bomb
    private const int Rgba = 4;

    /// <summary>What a file is recognised by.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg"];

    /// <summary>Pictures that are not read: their format is another one.</summary>
    public static IReadOnlyList<string> Others { get; } =
    [
        ".webp",
        ".heic",
        ".heif",
        ".avif",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".svg",
        ".jp2",
        ".j2k",
        ".jxl",
        ".jfif",
        ".ico",
        ".psd",
        ".raw",
        ".dng",
        ".cr2",
        ".nef",
        ".arw",
        ".ppm",
        ".pgm",
        ".tga",
        ".exr",
    ];

    /// <summary>The size of a picture.</summary>
    /// <exception cref="DatasetException">This is no picture.</exception>
    public static (int Rows, int Columns) Size(string path)
    {
        using var codec = Open(path);
        return (codec.Info.Height, codec.Info.Width);
    }

    /// <summary>The same; null where this is no picture.</summary>
    public static (int Rows, int Columns)? TrySize(string path)
    {
        using var codec = TryOpen(path, out _);
        return codec is null ? null : (codec.Info.Height, codec.Info.Width);
    }

    /// <summary>Writes the pixels of one picture, channel by channel, row by row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">Rows and columns that are wanted.</param>
    /// <param name="resize">Whether a picture of another size is resized; otherwise it is an error.</param>
    /// <param name="target">Bytes of channels x rows x columns.</param>
    /// <exception cref="DatasetException">This is no whole picture, or not of the wanted size.</exception>
    public static void Decode(string path, (int Rows, int Columns) size, bool resize, Span<byte> target)
    {
        if (TryDecode(path, size, resize, target) is { } wrong)
            throw new DatasetException(wrong);
    }

    /// <summary>The same; a picture that cannot be read is not thrown but told of.</summary>
    /// <returns>What is wrong with the file; null where nothing is.</returns>
    /// <exception cref="DatasetException">The picture is not of the wanted size.</exception>
    public static string? TryDecode(string path, (int Rows, int Columns) size, bool resize, Span<byte> target)
    {
        using var codec = TryOpen(path, out var wrong);
        if (codec is null)
            return wrong;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        if ((long)info.Width * info.Height > MostPixels)
            throw new DatasetException($"{path} has {info.Height} x {info.Width} pixels, more than {MostPixels:N0}. Make it smaller.");
        if (!resize && (info.Height, info.Width) != size)
            throw new DatasetException(
                $"{path} has {info.Height} rows and {info.Width} columns; the first picture has {size.Rows} and {size.Columns}. "
                    + $"Give a size for all, for instance size: [{size.Rows}, {size.Columns}]."
            );
        using var bitmap = new SKBitmap(info);
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
            return $"{path} is a damaged picture ({result}). Replace it or remove it.";
        if ((info.Height, info.Width) == size)
        {
            Spread(bitmap.GetPixelSpan(), target);
            return null;
        }

        // mipmaps average over all pixels, so that shrinking does not skip any
        using var resized = bitmap.Resize(
            new SKImageInfo(size.Columns, size.Rows, SKColorType.Rgba8888, SKAlphaType.Premul),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        ) ?? throw new DatasetException($"{path} cannot be resized to {size.Rows} x {size.Columns}. Choose another size.");
        Spread(resized.GetPixelSpan(), target);
        return null;
    }

    private static SKCodec Open(string path) => TryOpen(path, out var wrong) ?? throw new DatasetException(wrong);

    private static SKCodec? TryOpen(string path, out string wrong)
    {
        wrong = $"{path} is no picture that can be read: neither PNG nor JPEG. Replace it or remove it.";
        try
        {
            return DataFile.Read(path, stream =>
            {
                using var data = SKData.Create(stream);
                return data is null ? null : SKCodec.Create(data);
            });
        }
        catch (DatasetException fault)
        {
            wrong = fault.Message;
            return null;
        }
    }

    private static void Spread(ReadOnlySpan<byte> pixels, Span<byte> target)
    {
        var count = pixels.Length / Rgba;
        if (target.Length == count)
        {
            // the luma of ITU-R BT.601
            for (var i = 0; i < count; i++)
                target[i] = (byte)(
                    ((299 * pixels[Rgba * i]) + (587 * pixels[(Rgba * i) + 1]) + (114 * pixels[(Rgba * i) + 2]) + 500) / 1000
                );
            return;
        }

        for (var channel = 0; channel < target.Length / count; channel++)
        for (var i = 0; i < count; i++)
            target[(channel * count) + i] = pixels[(Rgba * i) + channel];
    }
}

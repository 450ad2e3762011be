using SkiaSharp;

namespace Ballast.Fuzz;

/// <summary>Folders with one damaged picture.</summary>
internal static class PictureCases
{
    private const int Side = 8,
        Each = 5;

    public static FuzzCase Pictures(Mutator mutator, string place)
    {
        var damaged = mutator.Random.Next(2 * Each);
        for (var i = 0; i < 2 * Each; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(place, "p", i % 2 == 0 ? "a" : "b")).FullName;
            var png = mutator.Random.Next(2) == 0;
            var bytes = Picture(i, png ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg);
            File.WriteAllBytes(Path.Combine(folder, $"{i}.{(png ? "png" : "jpg")}"), i == damaged ? mutator.Bytes(bytes) : bytes);
        }

        return FuzzKinds.Check(
            "pictures",
            place,
            $"{{ name: images, path: p, {(mutator.Random.Next(2) == 0 ? "size: [6, 6], " : "")}cache: false, batch: 2 }}"
        );
    }

    public static byte[] Picture(int shade, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(Side, Side);
        for (var at = 0; at < Side * Side; at++)
            bitmap.SetPixel(at % Side, at / Side, new SKColor((byte)(shade * 20), (byte)(at * 4), (byte)(at * shade)));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}

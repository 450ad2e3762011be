using SkiaSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>An image as one input [channels, rows, columns] of 0 to 255: one channel is its brightness, three are red, green, blue.</summary>
internal static class ImageFile
{
    public static Tensor Read(string path, IReadOnlyList<long> shape)
    {
        if (shape is not [1 or 3, var rows, var columns])
            throw new UsageException($"{path} is an image, but the model was trained on inputs of [{string.Join(", ", shape)}]. Give an .npy file of that shape.");
        using var image = SKBitmap.Decode(path) ?? throw new UsageException($"{path} cannot be read as an image: it is damaged or of another kind.");
        if (image.Height != rows || image.Width != columns)
            throw new UsageException($"{path} has {image.Height} x {image.Width} pixels; the model was trained on {rows} x {columns}. Scale it first.");
        var pixels = image.Pixels;
        float[] values = shape[0] == 1
            ? [.. pixels.Select(Brightness)]
            : [.. pixels.Select(pixel => (float)pixel.Red), .. pixels.Select(pixel => (float)pixel.Green), .. pixels.Select(pixel => (float)pixel.Blue)];
        return tensor(values, [1, shape[0], rows, columns]);
    }

    // ITU-R BT.601; a grey pixel is its own value
    private static float Brightness(SKColor pixel) => MathF.Round((0.299f * pixel.Red) + (0.587f * pixel.Green) + (0.114f * pixel.Blue));
}

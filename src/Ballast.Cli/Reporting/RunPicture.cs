using ScottPlot;
using SkiaSharp;

namespace Ballast.Cli;

/// <summary>
/// Draws runs side by side: the loss over the steps with the guard's interventions below it, and the test accuracy, or the
/// gradient norm where there is none.
/// </summary>
internal static class RunPicture
{
    private const int Width = 1000,
        Height = 420,
        Left = 560,
        Sharpness = 2;

    /// <summary>Whether a picture can be written under this name.</summary>
    public static bool Knows(string file) => Path.GetExtension(file).ToUpperInvariant() is ".PNG" or ".SVG";

    /// <summary>Writes the picture: PNG with two dots to a pixel, or SVG.</summary>
    /// <param name="runs">The runs in the order of their colours.</param>
    /// <param name="file">Where to; ends in <c>.png</c> or <c>.svg</c>.</param>
    public static void Save(IReadOnlyList<RunCurve> runs, string file)
    {
        var accuracy = runs.Any(run => run.Accuracy.Count > 0);
        var left = CurvePanel.Draw("training loss", runs, run => run.Loss, legend: true);
        var right = accuracy ? AccuracyPanel.Draw(runs) : CurvePanel.Draw("gradient norm", runs, run => run.Norm, legend: false);
        if (Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase))
        {
            using var stream = File.Create(file);
            using var canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), stream);
            Draw(canvas);
        }
        else
        {
            using var surface = SKSurface.Create(new SKImageInfo(Width * Sharpness, Height * Sharpness));
            surface.Canvas.Scale(Sharpness);
            Draw(surface.Canvas);
            using var image = surface.Snapshot();
            using var data = image.Encode(SKEncodedImageFormat.Png, 100);
            using var stream = File.Create(file);
            data.SaveTo(stream);
        }

        void Draw(SKCanvas canvas)
        {
            canvas.Clear(SKColors.White);
            left.RenderManager.ClearCanvasBeforeEachRender = right.RenderManager.ClearCanvasBeforeEachRender = false;
            left.Render(canvas, new PixelRect(0, Left, Height, 0));
            right.Render(canvas, new PixelRect(Left, Width, Height, 0));
        }
    }
}

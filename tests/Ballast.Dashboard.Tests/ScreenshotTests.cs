using System.Runtime.CompilerServices;
using SkiaSharp;

namespace Ballast.Dashboard.Tests;

/// <summary>
/// The page as pictures in <c>Golden/</c> that a person has looked at. Fonts differ from machine to machine, so they are compared coarsely:
/// what is where, and in which colour. After a wanted change run with <c>GOLDEN=write</c> and look at them.
/// </summary>
[Collection(Browser.Collection)]
public sealed class ScreenshotTests(Browser browser) : IAsyncLifetime
{
    private const int Coarse = 24; // pixels that are taken as one
    private const double Most = 6; // of 255, on average
    private readonly Served _served = new();

    public async Task InitializeAsync()
    {
        SampleRun.Write(_served["unguarded"], 120, parameters: 16, breaksAt: 80);
        SampleRun.Write(_served["guarded"], 120, parameters: 16);
        await _served.StartAsync();
    }

    public async Task DisposeAsync() => await _served.EndAsync();

    [BrowserFact]
    public Task Wide_and_light() => Check("wide-light", 1280, 1400, dark: false);

    [BrowserFact]
    public Task Wide_and_dark() => Check("wide-dark", 1280, 1400, dark: true);

    [BrowserFact]
    public Task Narrow_and_light() => Check("narrow-light", 390, 1700, dark: false);

    [BrowserFact]
    public Task Narrow_and_dark() => Check("narrow-dark", 390, 1700, dark: true);

    /// <summary>The comparison itself sees what it should.</summary>
    [Fact]
    public void A_page_in_other_colours_is_another() =>
        Assert.True(Difference(SKBitmap.Decode(Golden("wide-light")), SKBitmap.Decode(Golden("wide-dark"))) > 10 * Most);

    private async Task Check(string name, int width, int height, bool dark)
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("unguarded", "guarded"), width, height, dark);
        await page.Drawn();
        var bytes = await page.Page.ScreenshotDataAsync();
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
            await File.WriteAllBytesAsync(Golden(name), bytes);
        using var actual = SKBitmap.Decode(bytes);
        using var expected = SKBitmap.Decode(Golden(name));
        var difference = Difference(actual, expected);
        if (difference > Most)
            await File.WriteAllBytesAsync(Path.Combine(Path.GetTempPath(), $"ballast-{name}.png"), bytes);
        Assert.True(
            difference <= Most,
            $"{name} differs by {difference:0.0} of 255 from Golden/{name}.png; what was seen: {Path.GetTempPath()}ballast-{name}.png"
        );
        Assert.Empty(page.Wrong);
    }

    private static double Difference(SKBitmap a, SKBitmap b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        var (sum, count) = (0.0, 0);
        for (var y = 0; y + Coarse <= a.Height; y += Coarse)
        for (var x = 0; x + Coarse <= a.Width; x += Coarse, count++)
        {
            var (here, there) = (Mean(a, x, y), Mean(b, x, y));
            sum += (Math.Abs(here.R - there.R) + Math.Abs(here.G - there.G) + Math.Abs(here.B - there.B)) / 3;
        }

        return sum / count;
    }

    private static (double R, double G, double B) Mean(SKBitmap picture, int left, int top)
    {
        var (r, g, b) = (0.0, 0.0, 0.0);
        for (var y = top; y < top + Coarse; y++)
        for (var x = left; x < left + Coarse; x++)
        {
            var pixel = picture.GetPixel(x, y);
            (r, g, b) = (r + pixel.Red, g + pixel.Green, b + pixel.Blue);
        }

        const double area = Coarse * Coarse;
        return (r / area, g / area, b / area);
    }

    private static string Golden(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", name + ".png");
}

using PuppeteerSharp;

namespace Ballast.Dashboard.Tests;

/// <summary>One headless Chromium for all tests of the page.</summary>
public sealed class Browser : IAsyncLifetime
{
    public const string Collection = "browser";

    private IBrowser? _browser;

    public static string? Executable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder =>
                new[] { "chromium", "chromium-browser", "google-chrome", "chrome.exe", "msedge.exe" }.Select(it => Path.Combine(folder, it))
            )
            .FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Executable is not null)
            _browser = await Puppeteer.LaunchAsync(
                new LaunchOptions
                {
                    ExecutablePath = Executable,
                    Headless = true,
                    Args =
                    [
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--disable-quic",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--force-color-profile=srgb",
                    ],
                }
            );
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    /// <summary>A page that watches for whatever must not happen.</summary>
    public async Task<WatchedPage> OpenAsync(Uri address, int width = 1280, int height = 900, bool dark = false)
    {
        var page = await _browser!.NewPageAsync();
        var watched = new WatchedPage(page, address);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height });
        await page.EmulateMediaFeaturesAsync([new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        await page.GoToAsync(address.ToString());
        return watched;
    }
}

[CollectionDefinition(Browser.Collection)]
public sealed class BrowserCollection : ICollectionFixture<Browser>;

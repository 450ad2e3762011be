using System.Diagnostics;

namespace Ballast.Packages.Tests;

/// <summary>The documents become a site; a link that leads nowhere ends that.</summary>
public sealed class SiteTests
{
    [NodeFact]
    public async Task The_site_is_built_with_search_and_in_two_languages()
    {
        var site = Path.Combine(Feed.Find(), "site");
        await NpmAsync(site, "ci", "--no-audit", "--no-fund");
        var output = await NpmAsync(site, "run", "build");
        Assert.DoesNotContain("dead link", output, StringComparison.OrdinalIgnoreCase);
        string[] pages =
        [
            "index",
            "contents",
            "zh/index",
            "zh/getting-started",
            "rules/autoclip",
            "findings/EXP002",
            "source/samples/one-line/Program.cs",
        ];
        Assert.All(pages, page => Assert.True(File.Exists(Path.Combine(site, "dist", $"{page}.html")), page));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(site, "dist"), "*localSearchIndex*", SearchOption.AllDirectories));
    }

    private static async Task<string> NpmAsync(string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("npm", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var said = await output + await error;
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}

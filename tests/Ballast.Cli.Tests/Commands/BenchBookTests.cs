namespace Ballast.Cli.Tests.Commands;

/// <summary>All benchmarks in one file: what was measured stays, what cannot be is told, and what is missing is named.</summary>
public sealed class BenchBookTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void What_was_measured_is_not_measured_again_and_what_was_not_is_named()
    {
        var parts = Directory.CreateDirectory(Path.Combine(_tool.Folder, "parts")).FullName;
        File.WriteAllText(Path.Combine(parts, "guard.md"), "## Kept\n");
        File.WriteAllText(Path.Combine(parts, "cases.md"), "## Also kept\n");
        var (exit, output, error) = _tool.Run("bench", "all", "--only", "guard", "--parts", "parts", "--out", "b.md");
        Assert.True(exit == 0, error);
        Assert.Equal("b.md", output.Trim());
        var book = File.ReadAllText(Path.Combine(_tool.Folder, "b.md"));
        Assert.Contains("## Kept\n\n## Also kept\n", book, StringComparison.Ordinal);
        Assert.Contains("Not measured here: optimizers, epochs,", book, StringComparison.Ordinal);
        Assert.Empty(error);
        (exit, _, error) = _tool.Run("bench", "all", "--only", "gard");
        Assert.Equal(2, exit);
        Assert.Contains("--only gard is no benchmark. There are guard, optimizers,", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_is_its_commands_and_what_they_print()
    {
        var section = BenchmarkRun.Section(new("a", "A title", "What it shows.", "ballast doctor --quiet --no-color", "dotnet --version"));
        Assert.StartsWith(
            "## A title\n\nWhat it shows.\n\n```bash\nballast doctor --quiet --no-color\n```\n\n```text\n",
            section,
            StringComparison.Ordinal
        );
        Assert.Contains("```bash\ndotnet --version\n```\n\n```text\n10.", section, StringComparison.Ordinal);
        var fault = Assert.Throws<UsageException>(() => BenchmarkRun.Section(new("b", "", "", "ballast train nowhere.yaml")));
        Assert.Contains("'ballast train nowhere.yaml' ended with exit code 2", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<UsageException>(() => BenchmarkRun.Section(new("c", "", "", "no-such-launcher -n 2 ballast bench ranks")));
        Assert.Contains("Leave it out with --only", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Names are file names and the links of a page in docs are there.</summary>
    [Fact]
    public void Every_part_has_a_name_of_its_own_and_links_that_lead_somewhere()
    {
        Assert.Distinct(Benchmark.All.Select(it => it.Name));
        foreach (var benchmark in Benchmark.All)
        {
            Assert.Matches("^[a-z-]+$", benchmark.Name);
            Assert.NotEmpty(benchmark.Commands);
            foreach (System.Text.RegularExpressions.Match link in Links().Matches(benchmark.What))
                Assert.True(File.Exists(Path.Combine(Tool.Root, "docs", link.Groups[1].Value)), link.Value);
        }
    }

    private static System.Text.RegularExpressions.Regex Links() => new(@"\]\(([^)#]+)");
}

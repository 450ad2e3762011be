namespace Ballast.Cli.Tests.Commands;

public sealed class SurviveOracleTests
{
    private static readonly string[] s_search =
    [
        "survive",
        "--oracle",
        "--light",
        "--assembly",
        typeof(SurviveOracleTests).Assembly.Location,
        "--scenario",
        "mendable",
        "--json",
    ];

    [Fact]
    public void Finds_what_a_tuned_training_reaches_and_goes_on_where_it_stopped()
    {
        using var tool = new Tool();
        var (exit, output, error) = tool.Run(s_search);
        Assert.Equal(0, exit);
        var found = Tool.Json(output).GetProperty("scenarios")[0];
        Assert.Equal(("mendable", 0.01), (found.GetProperty("name").GetString(), found.GetProperty("tabled").GetDouble()));
        Assert.EndsWith("start=sane", found.GetProperty("setting").GetString(), StringComparison.Ordinal);
        Assert.InRange(found.GetProperty("found").GetDouble(), 0, 1e-3); // with the schedule it would be beyond 1e12
        Assert.Contains("15/15", error, StringComparison.Ordinal); // 6 rates sane, 5 given, and two seeds more for the best two
        var folder = Path.Combine(tool.Folder, "runs", "survive-oracle");
        Assert.Contains("| mendable | 0.01 |", File.ReadAllText(Path.Combine(folder, "table.md")), StringComparison.Ordinal);
        Assert.Equal(15, Directory.GetFiles(Path.Combine(folder, "trials")).Length);

        var (again, same, quiet) = tool.Run(s_search);
        Assert.Equal((0, output), (again, same));
        Assert.DoesNotContain("seed 0", quiet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--policy", "--oracle", "--policy", "auto")]
    [InlineData("--seeds", "--oracle", "--seeds", "2")]
    [InlineData("--light", "--light")]
    [InlineData("bn_sgd", "--oracle", "--scenario", "bn_sgd")]
    public void What_has_no_part_in_a_search_is_refused(string named, params string[] options)
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run(["survive", .. options]);
        Assert.Equal(2, exit);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(tool.Folder));
    }
}

namespace Ballast.Cli.Tests.Commands;

public sealed class CompareCommandTests
{
    [Fact]
    public void Writes_tables_curves_and_results_and_goes_on_where_it_stopped()
    {
        using var tool = new Tool();
        string[] command =
        [
            "compare",
            "--task",
            "calm-sgd",
            "heavy-tails",
            "--technique",
            "clip-1",
            "--seeds",
            "1",
            "--steps",
            "12",
            "--json",
        ];
        var (exit, output, error) = tool.Run(command);
        Assert.Equal(0, exit);
        var rows = Tool.Json(output).GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(
            [
                ("heavy-tails", "baseline", "fluctuating"),
                ("heavy-tails", "clip-1", "fluctuating"),
                ("calm-sgd", "baseline", "smooth"),
                ("calm-sgd", "clip-1", "smooth"),
            ],
            rows.Select(row =>
                (row.GetProperty("task").GetString(), row.GetProperty("technique").GetString(), row.GetProperty("setting").GetString())
            )
        );
        Assert.Equal((1, 1.0), (rows[0].GetProperty("seeds").GetInt32(), rows[0].GetProperty("timeRatio").GetDouble()));
        Assert.InRange(rows[2].GetProperty("testAccuracy").GetDouble(), 0.2, 0.9);
        Assert.Equal("NaN", rows[0].GetProperty("testAccuracy").GetString()); // numbers are predicted
        Assert.InRange(rows[3].GetProperty("memoryRatio").GetDouble(), 0.5, 2);
        Assert.Contains("4/4", error, StringComparison.Ordinal);
        var folder = Path.Combine(tool.Folder, "runs", "compare");
        Assert.Contains("## calm-sgd (smooth)", File.ReadAllText(Path.Combine(folder, "table.md")), StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(folder, "compare.html")), StringComparison.Ordinal);

        var (again, same, quiet) = tool.Run(command);
        Assert.Equal((0, output), (again, same));
        Assert.DoesNotContain("seed 1", quiet, StringComparison.Ordinal);
    }

    [Fact]
    public void Compares_on_a_training_of_ones_own_and_recommends()
    {
        using var tool = new Tool();
        var config = Path.Combine(tool.Folder, "mine.yaml");
        File.WriteAllText(config, "data: { name: two-moons }\nmodel: { name: mlp, hidden: [8] }\noptimizer: { name: sgd, lr: 0.1 }\n");
        var (exit, output, error) = tool.Run(
            "compare",
            "--config",
            config,
            "--technique",
            "zoneout-0.2",
            "dropout-0.2",
            "--seeds",
            "1",
            "--steps",
            "30",
            "--json"
        );
        Assert.True(exit == 0, error);
        var json = Tool.Json(output);
        Assert.Equal(
            [("mine", "baseline", "own"), ("mine", "dropout-0.2", "own")], // zoneout has no place in a perceptron
            json.GetProperty("rows")
                .EnumerateArray()
                .Select(row =>
                    (row.GetProperty("task").GetString(), row.GetProperty("technique").GetString(), row.GetProperty("setting").GetString())
                )
        );
        Assert.Equal("baseline", json.GetProperty("recommendation").GetProperty("technique").GetString());
        Assert.Contains("Recommended: baseline", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean 'sgd-rate'?", "--task", "sgd-raet")]
    [InlineData("Did you mean 'clip-1'?", "--technique", "clip1")]
    [InlineData("--seeds is 0", "--seeds", "0")]
    [InlineData("--steps is 0", "--steps", "0")]
    [InlineData("--jobs is 0", "--jobs", "0")]
    [InlineData("--set is for a training of your own", "--set", "a=1")]
    [InlineData("--quick chooses built-in tasks", "--quick", "--config", "a.yaml")]
    [InlineData("nowhere.yaml", "--config", "nowhere.yaml")]
    public void What_cannot_be_done_is_refused_before_anything_starts(string said, params string[] options)
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run(["compare", .. options]);
        Assert.Equal(2, exit);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(tool.Folder));
    }
}

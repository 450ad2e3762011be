using System.Text.Json;

namespace Ballast.Cli.Tests.Commands;

public sealed class SurviveCommandTests
{
    private static string This => typeof(SurviveCommandTests).Assembly.Location;

    [Fact]
    public void Writes_table_results_and_curves_and_goes_on_where_it_stopped()
    {
        using var tool = new Tool();
        string[] suite = ["survive", "--scenario", "label_burst", "reg_sgd", "--seeds", "1", "--json"];
        var (exit, output, error) = tool.Run(suite);
        Assert.Equal(0, exit);
        var json = Tool.Json(output);
        Assert.Equal(
            ("survive", "auto", 1, 1.0),
            (
                json.GetProperty("command").GetString(),
                json.GetProperty("policy").GetString(),
                json.GetProperty("scenarios").GetInt32(),
                json.GetProperty("survived").GetDouble()
            )
        );
        Assert.InRange(json.GetProperty("noHarm").GetDouble(), 0.95, 1.2);
        Assert.Equal("label_burst", json.GetProperty("perScenario")[0].GetProperty("name").GetString());
        Assert.Contains("3/3", error, StringComparison.Ordinal); // a control is run plainly as well
        var folder = Path.Combine(tool.Folder, "runs", "survive-auto");
        Assert.Contains("| label_burst |", File.ReadAllText(Path.Combine(folder, "table.md")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "results.json")));
        using var trial = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "trials", "label_burst.auto.0.json")));
        Assert.InRange(trial.RootElement.GetProperty("curve").GetArrayLength(), 50, 120);

        var (again, same, quiet) = tool.Run(suite);
        Assert.Equal((0, output), (again, same));
        Assert.DoesNotContain("seed 0", quiet, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_leave_their_results_for_the_whole()
    {
        using var tool = new Tool();
        string[] suite = ["survive", "--scenario", "label_burst", "reg_sgd", "--seeds", "1", "--out", "together"];
        Assert.Contains("Part 0 of 2", tool.Run([.. suite, "--part", "0/2"]).Out, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(tool.Folder, "together", "table.md")));
        Assert.Contains("Part 1 of 2", tool.Run([.. suite, "--part", "1/2"]).Out, StringComparison.Ordinal);
        var trials = Directory.GetFiles(Path.Combine(tool.Folder, "together", "trials")).ToDictionary(it => it, File.GetLastWriteTimeUtc);
        Assert.Equal(0, tool.Run(suite).Exit);
        Assert.All(trials, it => Assert.Equal(it.Value, File.GetLastWriteTimeUtc(it.Key))); // none is run again
        Assert.True(File.Exists(Path.Combine(tool.Folder, "together", "table.md")));
    }

    [Theory]
    [InlineData("2/2", "give K/N with K from 0 to N - 1")]
    [InlineData("-1/2", "give K/N")]
    [InlineData("half", "give K/N")]
    [InlineData("0/2 --fresh", "--fresh deletes the results of the other parts too")]
    [InlineData("0/2 --oracle", "--oracle has no part for --part")]
    public void Parts_that_are_none_are_refused(string part, string expected)
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run(["survive", "--part", .. part.Split(' ')]);
        Assert.Equal(2, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_are_measured_on_several_processes_only()
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run("bench", "ranks");
        Assert.Equal(2, exit);
        Assert.Contains("start it by mpirun -n 2 ballast bench ranks", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_that_kills_its_process_is_a_failed_trial_and_not_a_failed_suite()
    {
        using var tool = new Tool();
        var (exit, output, error) = tool.Run(
            "survive",
            "--assembly",
            This,
            "--scenario",
            "aborting",
            "label_burst",
            "--seeds",
            "1",
            "--json",
            "--fail-under",
            "0.6"
        );
        Assert.Equal(4, exit);
        Assert.Equal(0.5, Tool.Json(output).GetProperty("survived").GetDouble());
        Assert.Contains("aborting seed 0, auto: no result", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_is_run_alone()
    {
        using var tool = new Tool();
        var (exit, output, _) = tool.Run(
            "survive",
            "--set",
            "tune",
            "check",
            "--scenario",
            "factorisation",
            "language_sum",
            "--policy",
            "none",
            "--seeds",
            "1",
            "--json"
        );
        Assert.Equal(0, exit);
        Assert.Equal(
            ["factorisation", "language_sum"],
            Tool.Json(output).GetProperty("perScenario").EnumerateArray().Select(trial => trial.GetProperty("name").GetString())
        );
        Assert.Equal(2, tool.Run("survive", "--set", "tune", "--scenario", "language_sum").Exit); // it is in another set
    }

    [Theory]
    [InlineData("--set", "tunes")]
    [InlineData("--scenario", "relu_innit")]
    [InlineData("--policy", "autoo")]
    [InlineData("--seeds", "0")]
    [InlineData("--assembly", "nowhere.dll")]
    public void What_cannot_be_done_is_refused_before_anything_starts(string option, string value)
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run("survive", option, value);
        Assert.Equal(2, exit);
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(tool.Folder));
    }

    [Fact]
    public void An_assembly_alone_runs_what_is_in_it_and_is_run_again_when_it_changes()
    {
        using var tool = new Tool();
        var sample = typeof(OwnScenario.WarmedPenalty).Assembly;
        var (exit, output, _) = tool.Run("survive", "--assembly", sample.Location, "--seeds", "1", "--json");
        Assert.Equal(0, exit);
        var only = Assert.Single(Tool.Json(output).GetProperty("perScenario").EnumerateArray());
        Assert.Equal("warmed_penalty", only.GetProperty("name").GetString());
        Assert.True(only.GetProperty("survived").GetBoolean());
        Assert.Equal("", only.GetProperty("error").GetString());
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(tool.Folder, "runs", "survive-auto", "trials")));
        Assert.StartsWith(
            $"warmed_penalty@{sample.ManifestModule.ModuleVersionId:N}"[..23],
            Path.GetFileName(kept),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_scenario_that_cannot_be_built_is_blamed_by_name_and_file()
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run("survive", "--assembly", This, "--scenario", "unbuildable", "--seeds", "1");
        Assert.Equal(2, exit);
        Assert.Contains("UnbuildableScenario (Ballast.Cli.Tests.dll): Build(0) threw", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_that_share_a_process_end_as_they_do_alone()
    {
        using var tool = new Tool();
        string[] suite =
        [
            "survive",
            "--scenario",
            "label_burst",
            "reg_sgd",
            "tied_language",
            "--seeds",
            "2",
            "--jobs",
            "1",
            "--fresh",
            "--json",
        ];
        var shared = tool.Run(suite);
        var alone = tool.Run([.. suite, "--isolate"]);
        Assert.Equal((0, 0), (shared.Exit, alone.Exit));
        Assert.Equal(alone.Out, shared.Out);
    }
}

using System.Globalization;

namespace Ballast.Cli.Tests.Commands;

/// <summary>What the tool says at the end: whether anything was learned, and whether it is as good as was asked for.</summary>
public sealed class HonestEndTests : IDisposable
{
    private readonly Tool _tool = new();

    public HonestEndTests()
    {
        var (random, lines) = (new Random(8), new List<string> { "a,b,c,kind" });
        for (var i = 0; i < 600; i++)
        {
            double a = random.NextDouble(),
                b = random.NextDouble();
            lines.Add(
                string.Create(CultureInfo.InvariantCulture, $"{a:f4},{b:f4},{random.NextDouble():f4},{(a + b > 1.1 ? "ripe" : "green")}")
            );
        }

        File.WriteAllLines(Path.Combine(_tool.Folder, "t.csv"), lines);
        File.WriteAllText(
            Path.Combine(_tool.Folder, "c.yaml"),
            "data: { name: csv, path: t.csv, target: kind, batch: 32 }\nmodel: { name: mlp, hidden: [16] }\noptimizer: { name: "
                + "adam, lr: 0.01 }\ntrain: { epochs: 8, threads: 1 }\n"
        );
    }

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void What_was_learned_is_said_in_json_summary_run_file_and_eval_and_bounds_are_kept()
    {
        var (exit, output, error) = _tool.Run(
            "train",
            "c.yaml",
            "--json",
            "--out",
            "run",
            "--fail-under",
            "accuracy=80%",
            "--fail-under",
            "loss=0.6",
            "--fail-under",
            "test f1=0.7"
        );
        Assert.True(exit == 0, error);
        var summary = Tool.Json(output);
        Assert.Equal(("yes", ""), (summary.GetProperty("learned").GetString(), summary.GetProperty("learnedReason").GetString()));
        Assert.InRange(summary.GetProperty("trivialLoss").GetDouble(), 0.5, 0.7);
        Assert.InRange(summary.GetProperty("trivialAccuracy").GetDouble(), 0.4, 0.7);
        Assert.Contains("Trained", error, StringComparison.Ordinal);
        using (var run = RunFile.Open(Path.Combine(_tool.Folder, "run")))
            Assert.Equal(Learned.Yes, run.Summary()!.Trivial!.Learned);

        (exit, output, error) = _tool.Run("eval", "run", "--json", "--fail-under", "accuracy=1", "--fail-under", "loss=0");
        Assert.Equal(4, exit);
        Assert.Equal("yes", Tool.Json(output).GetProperty("learned").GetString());
        Assert.Equal(summary.GetProperty("trivialLoss").GetDouble(), Tool.Json(output).GetProperty("trivialLoss").GetDouble());
        Assert.Contains("below the 1 that --fail-under asks for", error, StringComparison.Ordinal);
        Assert.Contains("above the 0 that --fail-under asks for", error, StringComparison.Ordinal);
        Assert.Equal(2, Tool.Json(output).GetProperty("missed").GetArrayLength());
    }

    [Fact]
    public void A_useless_model_is_not_called_trained_and_the_reason_is_told()
    {
        var (exit, output, error) = _tool.Run("train", "c.yaml", "--json", "--out", "run", "--set", "model.init=zeros");
        Assert.True(exit == 0, error);
        Assert.Equal("no", Tool.Json(output).GetProperty("learned").GetString());
        Assert.Contains("Ended without having learned anything", error, StringComparison.Ordinal);
        Assert.Contains("No better than always answering 'green'", error, StringComparison.Ordinal);
        Assert.Contains("parameters never had a gradient", error, StringComparison.Ordinal);
        Assert.Contains("exactly 0 for 100 steps", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Trained", error, StringComparison.Ordinal);
        Assert.Single(Tool.Json(output).GetProperty("notices").EnumerateArray());
        var (_, reported, said) = _tool.Run("report", "run", "--out", "p.svg");
        Assert.Contains("No better than always answering 'green'", reported + said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accuracy", "--fail-under accuracy is not METRIC=VALUE")]
    [InlineData("recall=0.5", "--fail-under names recall, but what is measured here is loss, accuracy, f1")]
    [InlineData("accuracy=90", "accuracy is a share from 0 to 1. Write 0.9, or 90%")]
    [InlineData("loss=NaN", "NaN is no finite number")]
    public void A_bound_that_makes_no_sense_is_bad_input_before_anything_starts(string bound, string message)
    {
        var (exit, _, error) = _tool.Run("train", "c.yaml", "--out", "run", "--fail-under", bound);
        Assert.Equal(2, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_tool.Folder, "run")));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("train")]
    public void Batches_of_one_row_before_a_batch_norm_are_bad_input(string command)
    {
        var (exit, _, error) = _tool.Run(
            command,
            "c.yaml",
            "--set",
            "data.batch=1",
            "--set",
            "model={ layers: [ { type: linear, out: 8 }, batch-norm, relu, { type: linear, out: classes } ] }"
        );
        Assert.Equal(2, exit);
        Assert.Contains("data.batch is 1, but batch norm in model", error, StringComparison.Ordinal);
        Assert.Contains("needs at least two rows", error, StringComparison.Ordinal);
        Assert.Contains("data.batch: 2 or more", error, StringComparison.Ordinal);
        Assert.Equal(0, _tool.Run("check", "c.yaml", "--set", "data.batch=1").Exit);
    }
}

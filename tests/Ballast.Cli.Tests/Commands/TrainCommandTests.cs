namespace Ballast.Cli.Tests.Commands;

/// <summary>The main job, from the command line.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void The_exploding_sample_learns_with_the_guard_and_writes_its_run()
    {
        var (exit, output, error) = _tool.Run("train", Tool.Sample("exploding-mlp.yaml"), "--json");
        Assert.True(exit == 0, error);
        var summary = Tool.Json(output);
        Assert.Equal("trained", summary.GetProperty("status").GetString());
        Assert.True(summary.GetProperty("testAccuracy").GetDouble() >= 0.75, output);
        Assert.Equal(640, summary.GetProperty("steps").GetInt64());

        using var run = RunFile.Open(Path.Combine(_tool.Folder, summary.GetProperty("run").GetString()!));
        Assert.Equal(640, run.Steps().Count());
        Assert.Equal(5, run.Evaluations().Count);
        Assert.Equal(summary.GetProperty("testAccuracy").GetDouble(), run.Summary()!.TestAccuracy);
        Assert.Contains("gain: 2.5", run.Info()["config"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("test accuracy", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_guard_the_same_config_is_lost_and_says_so()
    {
        var (exit, output, error) = _tool.Run("train", Tool.Sample("exploding-mlp.yaml"), "--json", "--guard", "off");
        var summary = Tool.Json(output);
        Assert.True(exit == 3 || summary.GetProperty("testAccuracy").GetDouble() <= 0.2, output);
        Assert.Equal("NaN", summary.GetProperty("testLoss").GetString());
        Assert.Contains("--guard auto", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_healthy_sample_trains_undisturbed()
    {
        var (exit, output, error) = _tool.Run("train", Tool.Sample("cnn.yaml"), "--json", "--set", "train.epochs=1");
        Assert.True(exit == 0, error);
        Assert.True(Tool.Json(output).GetProperty("testAccuracy").GetDouble() >= 0.7, output);
        Assert.Equal(0, Tool.Json(output).GetProperty("skipped").GetInt64());
    }

    [Fact]
    public void Metrics_that_are_asked_for_stand_in_json_summary_and_run_file()
    {
        var (exit, output, error) = _tool.Run(
            "train",
            Tool.Sample("cnn.yaml"),
            "--json",
            "--set",
            "train.epochs=1",
            "--set",
            "metrics=[f1, confusion, { name: top-k, k: 3 }]",
            "--set",
            "loss={ name: cross-entropy, label-smoothing: 0.1 }",
            "--set",
            "schedule={ name: wsd, warmup: 0.05 }"
        );
        Assert.True(exit == 0, error);
        var (values, details) = (Tool.Json(output).GetProperty("metrics"), Tool.Json(output).GetProperty("metricDetails"));
        Assert.InRange(values.GetProperty("f1").GetDouble(), 0.5, values.GetProperty("top-3").GetDouble());
        Assert.Equal(1000, details.GetProperty("confusion").EnumerateArray().Sum(it => it.GetDouble()));
        Assert.Contains("most confused", error, StringComparison.Ordinal);
        using var run = RunFile.Open(Path.Combine(_tool.Folder, Tool.Json(output).GetProperty("run").GetString()!));
        Assert.Equal(values.GetProperty("f1").GetDouble(), run.Evaluations()[^1].Metrics[0].Value);
    }

    [Fact]
    public void A_loss_that_does_not_suit_the_data_is_bad_input()
    {
        var (exit, _, error) = _tool.Run("train", Tool.Sample("cnn.yaml"), "--set", "loss=mse");
        Assert.Equal(2, exit);
        Assert.Contains("mse needs floating-point targets; these are Int64", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_another()
    {
        string Losses(string seed, string folder)
        {
            Assert.Equal(
                0,
                _tool
                    .Run(
                        "train",
                        Tool.Sample("exploding-mlp.yaml"),
                        "--quiet",
                        "--seed",
                        seed,
                        "--out",
                        folder,
                        "--set",
                        "train.epochs=1",
                        "--set",
                        "train.threads=1",
                        "--set",
                        "regularize=[ { name: dropout, p: 0.1 }, r-drop ]"
                    )
                    .Exit
            );
            using var run = RunFile.Open(Path.Combine(_tool.Folder, folder));
            return string.Join(' ', run.Steps().Select(step => step.Loss));
        }

        var first = Losses("7", "a");
        Assert.Equal(first, Losses("7", "b"));
        Assert.NotEqual(first, Losses("8", "c"));
    }

    [Theory]
    [InlineData("there is no such file", "nothing.yaml")]
    [InlineData("optimizer.lr is NaN; it must be a finite number above 0", null, "--set", "optimizer.lr=NaN")]
    [InlineData("optimizer.lr is -1; it must be a finite number above 0", null, "--set", "optimizer.lr=-1")]
    [InlineData("Did you mean 'optimizer'?", null, "--set", "optmizer.lr=1")]
    [InlineData("train.device is tpu; it must be cpu, cuda or cuda:N", null, "--device", "tpu")]
    [InlineData("guard is maybe; it must be one of auto, observe, off", null, "--guard", "maybe")]
    [InlineData("data.batch is 100000 but fashion-mnist-sample has only 8192 training samples", null, "--set", "data.batch=100000")]
    [InlineData("are not all in ./nowhere", null, "--set", "data=fashion-mnist", "--set", "data.root=./nowhere")]
    [InlineData("Unrecognized command or argument '--speed'", null, "--speed")]
    [InlineData(
        "guard.rules names clip-norm twice",
        null,
        "--set",
        "guard={ preset: auto, rules: [ { name: clip-norm, max: 1 }, { name: clip-norm, max: 2 } ] }"
    )]
    [InlineData(
        "regularize: r-drop compares what two masks make of a batch, but the model has no dropout: add one",
        null,
        "--set",
        "regularize=[ r-drop ]"
    )]
    [InlineData("zoneout has no place in mlp", null, "--set", "regularize=[ zoneout ]")]
    [InlineData("train.seed is abc; it must be a whole number", null, "--seed", "abc")]
    public void Bad_input_gets_exit_code_2_one_clear_message_and_nothing_is_written(
        string message,
        string? config,
        params string[] arguments
    )
    {
        var (exit, output, error) = _tool.Run(["train", config ?? Tool.Sample("exploding-mlp.yaml"), "--json", .. arguments]);
        Assert.Equal(2, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal("failed", Tool.Json(output).GetProperty("status").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(_tool.Folder));
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_overwritten()
    {
        string[] arguments = ["train", Tool.Sample("exploding-mlp.yaml"), "--set", "train.epochs=1", "--quiet", "--out", "run"];
        Assert.Equal(0, _tool.Run(arguments).Exit);
        var before = File.ReadAllBytes(Path.Combine(_tool.Folder, "run", "run.db"));
        var (exit, _, error) = _tool.Run(arguments);
        Assert.Equal(2, exit);
        Assert.Contains("exists already", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_tool.Folder, "run", "run.db")));
    }

    [Fact]
    public void Everything_is_refused_that_is_not_a_command()
    {
        Assert.Equal(2, _tool.Run().Exit);
        Assert.Equal(2, _tool.Run("trian").Exit);
        Assert.Equal(2, _tool.Run("bench", "guard", "--threads", "0").Exit);
        Assert.Equal(2, _tool.Run("data", "get", "cifar").Exit);
        Assert.Equal(0, _tool.Run("--help").Exit);
    }
}

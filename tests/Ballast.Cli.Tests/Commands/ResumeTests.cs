using System.Diagnostics;
using TorchSharp;

namespace Ballast.Cli.Tests.Commands;

/// <summary>Stopping and going on, and the commands around a run, from the command line.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--set",
        "model.hidden=[16,16,16]",
        "--set",
        "train.threads=1",
        "--set",
        "train.epochs=2",
        "--set",
        "train.checkpoint.every=50",
    ];
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private (int Exit, string Out, string Error) Train(string folder, params string[] more) =>
        _tool.Run(["train", Tool.Sample("exploding-mlp.yaml"), "--json", "--out", folder, .. Small, .. more]);

    [Fact]
    public async Task A_terminated_training_writes_a_checkpoint_exits_130_and_goes_on_to_the_same_end()
    {
        var whole = Tool.Json(Train("whole").Out);

        using (var process = _tool.Start("train", Tool.Sample("exploding-mlp.yaml"), "--out", "stopped", Small))
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            WaitForSteps(process);
            if (!process.HasExited)
                Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
            process.WaitForExit();
            Assert.True(process.ExitCode == 130, $"{process.ExitCode} {await output} {await error}");
            Assert.Contains("ballast train --resume", await output, StringComparison.Ordinal);
        }

        Assert.Contains("interrupted", _tool.Run("runs", ".").Out, StringComparison.Ordinal);
        var (exit, text, said) = _tool.Run("train", "--resume", "stopped", "--json");
        Assert.True(exit == 0, said);
        var resumed = Tool.Json(text);
        foreach (var number in (string[])["testLoss", "testAccuracy", "steps", "clipped", "capped", "skipped"])
            Assert.Equal(whole.GetProperty(number).GetRawText(), resumed.GetProperty(number).GetRawText());
        using (
            RunFile first = RunFile.Open(Path.Combine(_tool.Folder, "whole")),
                second = RunFile.Open(Path.Combine(_tool.Folder, "stopped"))
        )
        {
            Assert.Equal(
                first.Steps().Select(step => (step.Step, step.Loss, step.GradientNorm)),
                second.Steps().Select(step => (step.Step, step.Loss, step.GradientNorm))
            );
            Assert.Equal(first.Evaluations().SelectMany(Told), second.Evaluations().SelectMany(Told));
        }

        // what has ended does not go on, unless it is to be longer
        (exit, _, said) = _tool.Run("train", "--resume", "stopped", "--json");
        Assert.Equal(2, exit);
        Assert.Contains("add --set train.epochs=N", said, StringComparison.Ordinal);
        (exit, text, said) = _tool.Run("train", "--resume", "stopped", "--json", "--set", "train.epochs=3");
        Assert.True(exit == 0, said);
        Assert.Equal(3 * 128, Tool.Json(text).GetProperty("steps").GetInt64());
    }

    private static IEnumerable<(long, double, double, string, double)> Told(EvaluationRecord it) =>
        it
            .Metrics.Select(metric => (it.Step, it.Loss, it.Accuracy, metric.Name, metric.Value))
            .Prepend((it.Step, it.Loss, it.Accuracy, "", 0));

    [Fact]
    public void A_trained_run_is_measured_predicts_and_is_listed()
    {
        var trained = Tool.Json(Train("runs/mine").Out);
        var (exit, text, error) = _tool.Run("eval", "runs/mine", "--json");
        Assert.True(exit == 0, error);
        Assert.Equal(trained.GetProperty("testLoss").GetRawText(), Tool.Json(text).GetProperty("testLoss").GetRawText());
        Assert.Equal(256, Tool.Json(text).GetProperty("step").GetInt64());
        Assert.Equal(0, _tool.Run("eval", "runs/mine", "--best").Exit);

        using var scope = torch.NewDisposeScope();
        using var data = Datasets.Load("fashion-mnist-sample", normalize: Normalization.None);
        Samples.WriteNpy(Path.Combine(_tool.Folder, "five.npy"), data.TestX.narrow(0, 0, 5));
        Samples.WritePng(Path.Combine(_tool.Folder, "one.png"), data.TestX[1]);
        (exit, text, error) = _tool.Run("predict", "runs/mine", "five.npy", "one.png", "--json");
        Assert.True(exit == 0, error);
        var predictions = Tool.Json(text).GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(6, predictions.Length);
        Assert.Equal(predictions[1].GetProperty("class").GetInt64(), predictions[5].GetProperty("class").GetInt64());
        Assert.Equal(predictions[1].GetProperty("probability").GetDouble(), predictions[5].GetProperty("probability").GetDouble(), 1e-5);
        Assert.All(predictions, it => Assert.InRange(it.GetProperty("probability").GetDouble(), 0.1, 1));

        var runs = Tool.Json(_tool.Run("runs", "--json").Out).GetProperty("runs");
        Assert.Equal("trained", Assert.Single(runs.EnumerateArray()).GetProperty("status").GetString());

        var hidden = _tool.Run("train", "--resume", "runs/mine", "--set", "train.epochs=3", "--set", "model.hidden=[16,8,16]");
        Assert.Equal(2, hidden.Exit);
        Assert.Contains(
            "where the checkpoint has linear2.weight Float32 [16, 16] the model has linear2.weight Float32 [8, 16]",
            hidden.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("There is no run at nowhere", "eval", "nowhere")]
    [InlineData("There is no config", "train")]
    [InlineData("There is no run in", "train", "--resume")]
    [InlineData("There is no folder runs", "runs")]
    public void Bad_input_gets_exit_code_2_and_one_clear_message(string message, params string[] arguments)
    {
        var (exit, _, error) = _tool.Run(arguments);
        Assert.Equal(2, exit);
        Assert.Contains(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_tool.Folder));
    }

    [Fact]
    public void The_doctor_looks_at_this_machine()
    {
        var (exit, text, error) = _tool.Run("doctor", "--json");
        Assert.True(exit == 0, error);
        Assert.True(Tool.Json(text).GetProperty("facts").GetProperty("loads").GetBoolean());
        Assert.Contains("libtorch", error, StringComparison.Ordinal);
        Assert.Contains("docs/temporaries.md", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_tool.Folder));
    }

    private void WaitForSteps(Process process)
    {
        var clock = Stopwatch.StartNew();
        while (!process.HasExited && clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (File.Exists(Path.Combine(_tool.Folder, "stopped", "run.db")))
            {
                using var run = RunFile.Open(Path.Combine(_tool.Folder, "stopped"));
                if (run.LastStep > 0)
                    return;
            }

            Thread.Sleep(5);
        }
    }
}

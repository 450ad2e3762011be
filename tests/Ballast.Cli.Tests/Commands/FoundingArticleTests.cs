using System.Diagnostics;
using System.Globalization;

namespace Ballast.Cli.Tests.Commands;

/// <summary>
/// The sample of dropout, deadly flip and mirror descent: its program and its config are one training, and it can be killed.
/// </summary>
public sealed class FoundingArticleTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Tool.Root, "samples", "founding-article");
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private string Train(string folder, params string[] more)
    {
        var (exit, text, error) = _tool.Run(["train", Path.Combine(Sample, "founding-article.yaml"), "--json", "--out", folder, .. more]);
        Assert.True(exit == 0, error);
        return text;
    }

    [Fact]
    public void The_program_and_the_config_end_in_the_same_loss()
    {
        var output = Program("70");
        Assert.Contains("step  64   loss 0.", output, StringComparison.Ordinal);
        Assert.Matches(@"step   1 .* flipped +[1-9]", output); // later flips depend on how the processor rounds
        var trained = Tool.Json(Train("short", "--set", "train.max-steps=70"));
        Assert.EndsWith(
            string.Create(
                CultureInfo.InvariantCulture,
                $"test loss {trained.GetProperty("testLoss").GetDouble():f5}   test accuracy "
                    + $"{trained.GetProperty("testAccuracy").GetDouble():f4}"
            ),
            output.TrimEnd(),
            StringComparison.Ordinal
        );
        Assert.InRange(trained.GetProperty("testAccuracy").GetDouble(), 0.5, 1); // of ten classes
    }

    [Fact]
    public void Mirror_descent_trains_it_too()
    {
        var trained = Tool.Json(
            Train("mirror", "--set", "train.max-steps=70", "--set", "optimizer={ name: mirror-descent, map: hypentropy, lr: 0.1 }")
        );
        Assert.InRange(trained.GetProperty("testAccuracy").GetDouble(), 0.2, 1);
    }

    [Fact]
    public void Killed_in_the_middle_it_goes_on_to_the_same_end()
    {
        string[] settings = ["--set", "train.epochs=2", "--set", "train.checkpoint.every=40"];
        var whole = Tool.Json(Train("whole", settings));
        using (var process = _tool.Start("train", Path.Combine(Sample, "founding-article.yaml"), "--out", "killed", settings))
        {
            var clock = Stopwatch.StartNew();
            while (
                !File.Exists(Path.Combine(_tool.Folder, "killed", "checkpoints", "step-000000000080.ckpt"))
                && clock.Elapsed < TimeSpan.FromSeconds(60)
                && !process.HasExited
            )
                Thread.Sleep(2);
            Assert.False(process.HasExited, "it ended before it could be killed");
            process.Kill();
            process.WaitForExit();
        }

        var (exit, text, said) = _tool.Run("train", "--resume", "killed", "--json");
        Assert.True(exit == 0, said);
        Assert.Contains("since it went on", said, StringComparison.Ordinal);
        foreach (var number in (string[])["testLoss", "testAccuracy", "steps"])
            Assert.Equal(whole.GetProperty(number).GetRawText(), Tool.Json(text).GetProperty(number).GetRawText());
        using RunFile first = RunFile.Open(Path.Combine(_tool.Folder, "whole")),
            second = RunFile.Open(Path.Combine(_tool.Folder, "killed"));
        Assert.Contains(first.Steps(), step => step.Step > 80 && step.Edits.Count > 0);
        Assert.Equal(
            first.Steps().Select(step => (step.Step, step.Loss, string.Join('\n', step.Edits))),
            second.Steps().Select(step => (step.Step, step.Loss, string.Join('\n', step.Edits)))
        );
    }

    private static string Program(params string[] arguments)
    {
        // built beside the tests, in the same configuration
        var built = Path.GetRelativePath(Path.Combine(Tool.Root, "tests", "Ballast.Cli.Tests"), AppContext.BaseDirectory);
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(Sample, built, "founding-article.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}

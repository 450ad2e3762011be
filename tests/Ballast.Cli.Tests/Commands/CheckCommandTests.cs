namespace Ballast.Cli.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Shows_every_layer_and_writes_nothing()
    {
        var (exit, output, error) = _tool.Run("check", Tool.Sample("cnn.yaml"), "--json");
        Assert.True(exit == 0, error);
        var summary = Tool.Json(output);
        Assert.Equal(206_922, summary.GetProperty("parameters").GetInt64());
        Assert.Equal(1_218_048, summary.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(11, summary.GetProperty("layers").GetArrayLength());
        Assert.InRange(summary.GetProperty("loss").GetDouble(), 1.5, 5);
        var conv = summary.GetProperty("layers")[1];
        Assert.Equal(
            ("conv1", "Conv2d", 160),
            (conv.GetProperty("name").GetString(), conv.GetProperty("type").GetString(), conv.GetProperty("parameters").GetInt32())
        );
        Assert.Matches(@"conv1 +Conv2d +\[16, 28, 28\] +160 +112,896 +1\.4", error);
        Assert.Empty(Directory.GetFileSystemEntries(_tool.Folder));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("train")]
    public void A_layer_that_does_not_fit_is_bad_input_before_anything_starts(string command)
    {
        var (exit, output, error) = _tool.Run(
            command,
            Tool.Sample("cnn.yaml"),
            "--json",
            "--set",
            "model={ layers: [ flatten, { type: conv, out: 4 } ] }"
        );
        Assert.Equal(2, exit);
        Assert.Contains("model.layers[1] (conv) is given [784]", error, StringComparison.Ordinal);
        Assert.Equal("failed", Tool.Json(output).GetProperty("status").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(_tool.Folder));
    }

    /// <summary>The samples of sequences, in short: guarded they learn, unguarded they guess.</summary>
    [Theory]
    [InlineData("rnn.yaml", 4)]
    [InlineData("transformer-without-warmup.yaml", 1)]
    public void The_samples_of_sequences_learn_only_with_the_guard(string name, int epochs)
    {
        double Accuracy(string guard) =>
            Tool.Json(
                    _tool
                        .Run(
                            "train",
                            Path.Combine(Tool.Root, "samples", "sequences", name),
                            "--json",
                            "--guard",
                            guard,
                            "--set",
                            $"train.epochs={epochs}"
                        )
                        .Out
                )
                .GetProperty("testAccuracy")
                .GetDouble();
        var (guarded, plain) = (Accuracy("auto"), Accuracy("off"));
        Assert.True(guarded > plain + 0.2, $"{guarded} with, {plain} without");
    }

    /// <summary>
    /// The sample of a module of one's own, in short: built with the solution, found from the folder of its config, trained.
    /// </summary>
    [Fact]
    public void The_sample_of_an_own_module_trains()
    {
        var sample = Path.Combine(Tool.Root, "samples", "own-module", "maxout.yaml");
        var (exit, output, error) = _tool.Run("train", sample, "--json", "--set", "train.epochs=1", "--set", "train.threads=1");
        Assert.True(exit == 0, error);
        Assert.True(Tool.Json(output).GetProperty("testAccuracy").GetDouble() > 0.6, output);
    }
}

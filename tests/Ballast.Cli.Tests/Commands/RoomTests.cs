namespace Ballast.Cli.Tests.Commands;

/// <summary>Not enough room, on the disk or in memory: said before it is too late, with the number.</summary>
public sealed class RoomTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Where_checkpoints_do_not_fit_the_training_ends_and_says_that_it_is_not_saved()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // .NET itself wants large files for its code unless it is told not to; otherwise: no file may be larger than 100 blocks of 1024
        // bytes: a disk that is full for checkpoints and, later, for the run file
        var config = _tool.Config(model: "{ name: mlp, hidden: [100, 100] }", train: "{ epochs: 8, threads: 1, checkpoint: { every: 5 } }");
        var (exit, output, error) = _tool.Shell(
            $"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 100; exec ballast train {config} --out run --json"
        );
        Assert.True(exit == 5, $"{exit} {error}");
        var json = Tool.Json(output);
        Assert.Equal("trained", json.GetProperty("status").GetString());
        Assert.StartsWith(
            "what was learned in this training is not saved: ",
            json.GetProperty("unsaved").GetString(),
            StringComparison.Ordinal
        );
        Assert.Single(error.Split('\n'), line => line.Contains("could be written; training goes on", StringComparison.Ordinal));
        Assert.Contains("not saved", error, StringComparison.Ordinal);
        var run = Assert.Single(Tool.Json(_tool.Run("runs", ".", "--json").Out).GetProperty("runs").EnumerateArray());
        Assert.Contains(run.GetProperty("status").GetString(), (string[])["trained", "unrecorded"]);
    }

    [Theory]
    [InlineData("model={name:mlp,hidden:[65536,65536,65536,65536]}", "parameters, and a training of it needs about")]
    [InlineData("model={name:lstm,width:65536,depth:9}", "parameters, and a training of it needs about", "adding")]
    [InlineData("model={name:transformer,width:65536,depth:1000}", "parameters, and a training of it needs about", "adding")]
    [InlineData("model={name:resnet,blocks:linear,width:65536,depth:1000}", "parameters, and a training of it needs about")]
    [InlineData("model={name:plain-cnn,channels:[65536,65536]}", "parameters, and a training of it needs about", "fashion-mnist-sample")]
    [InlineData("data={name:adding,samples:1000000,length:100000}", "samples of adding need about")]
    [InlineData("data={name:echo,samples:10000000,length:100000}", "samples of echo need about")]
    [InlineData("data={name:temporal-order,samples:10000000,length:100000}", "samples of temporal-order need about")]
    [InlineData("data={name:markov-text,samples:10000000,length:100000}", "samples of markov-text need about")]
    public void What_no_memory_holds_is_refused_with_the_number(string set, string message, string data = "two-moons")
    {
        var config = _tool.Config();
        string[] sets =
        [
            "--set",
            $"data={{name: {data}, batch: 16}}",
            "--set",
            set.Replace(",", ", ", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal),
        ];
        foreach (var command in new[] { "check", "train" })
        {
            var (exit, _, error) = _tool.Run([command, config, .. sets]);
            Assert.True(exit == 2, $"{exit} {error}");
            Assert.Contains(message, error, StringComparison.Ordinal);
            Assert.Contains(" are free here", error, StringComparison.Ordinal);
        }

        Assert.Equal(["c.yaml"], Directory.GetFileSystemEntries(_tool.Folder).Select(Path.GetFileName));
    }
}

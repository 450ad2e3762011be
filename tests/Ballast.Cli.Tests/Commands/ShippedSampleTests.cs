namespace Ballast.Cli.Tests.Commands;

/// <summary>Every config in samples/ trains, in a short form; what it reaches in full is the business of others.</summary>
public sealed class ShippedSampleTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Tool.Root, "samples");
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private static readonly string[] All =
    [
        .. Directory
            .GetFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Configs => [.. All];

    [Fact]
    public void There_are_those_that_the_documents_name() =>
        Assert.Empty(
            (
                (string[])
                    [
                        "own-csv/flowers.yaml",
                        "own-images/shapes.yaml",
                        "own-module/maxout.yaml",
                        "names/names.yaml",
                        "sequences/rnn.yaml",
                        "sequences/transformer-without-warmup.yaml",
                        "time-series/load.yaml",
                        "time-series/temperature-and-load.yaml",
                    ]
            ).Except(All)
        );

    [Theory, MemberData(nameof(Configs))]
    public void It_trains_is_measured_and_goes_on(string config)
    {
        string[] few = ["--set", "train.max-steps=4", "--set", "train.threads=1"];
        var (exit, output, error) = _tool.Run(["train", Path.Combine(Folder, config), "--json", "--quiet", "--out", "run", .. few]);
        Assert.True(exit == 0, error);
        Assert.Equal(4, Tool.Json(output).GetProperty("steps").GetInt64());
        (exit, output, error) = _tool.Run("train", "--resume", "run", "--json", "--quiet", "--set", "train.max-steps=6");
        Assert.True(exit == 0, error);
        Assert.Equal(6, Tool.Json(output).GetProperty("steps").GetInt64());
    }
}

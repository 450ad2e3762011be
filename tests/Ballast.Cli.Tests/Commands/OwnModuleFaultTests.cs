namespace Ballast.Cli.Tests.Commands;

/// <summary>Whatever a module of the user's own does, it is named with what it did, and never called a fault of Ballast's.</summary>
public sealed class OwnModuleFaultTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("NullNet", 2, "returned null instead of a tensor")]
    [InlineData("DetachedNet", 2, "returned outputs that no gradient leads back from")]
    [InlineData("WholeNumbersNet", 2, "returned numbers of the type Int64, but outputs have to be floating-point")]
    [InlineData("NoParametersNet", 2, "has no parameters that can be trained")]
    [InlineData("FrozenNet", 2, "has no parameters that can be trained")]
    [InlineData(
        "StaticThrowNet",
        2,
        "the constructor of Ballast.Cli.Tests.Models.StaticThrowNet threw "
            + "FormatException: The input string 'none' was not in a correct format."
    )]
    [InlineData("NativeNet", 2, "called libtorch in NativeNet.Spoil")]
    [InlineData("ThrowsLaterNet", 3, "threw InvalidOperationException in ThrowsLaterNet.Spoil")]
    [InlineData("OwnIoNet", 3, "threw IOException in OwnIoNet.Spoil")]
    [InlineData("ShapeLaterNet", 3, "returned [] for a batch [16, 2], where it has to be [16, 2] every time")]
    [InlineData("RowsLaterNet", 3, "returned [1, 2] for a batch [16, 2], where it has to be [16, 2] every time")]
    [InlineData("NullLaterNet", 3, "returned null instead of a tensor")]
    [InlineData("DetachedLaterNet", 3, "returned outputs that no gradient leads back from")]
    [InlineData("DisposedLaterNet", 3, "DisposedLaterNet")]
    [InlineData("NativeLaterNet", 3, "called libtorch in NativeLaterNet.Spoil")]
    [InlineData("ForeignTypeLaterNet", 3, "ForeignTypeLaterNet")]
    public void Is_named_with_what_it_did(string type, int exit, string message)
    {
        var config = _tool.Config(
            data: "{ name: two-moons, samples: 2000, batch: 16 }",
            model: $"{{ assembly: '{typeof(OwnModuleFaultTests).Assembly.Location}', type: Ballast.Cli.Tests.Models.{type} }}",
            train: "{ epochs: 2, threads: 1, checkpoint: { every: 5 } }"
        );
        var (got, output, error) = _tool.Run("train", config, "--out", "run", "--json", "--quiet");
        Assert.True(got == exit, $"{got} {error}");
        Assert.DoesNotContain("fault of Ballast's own;", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains(type, error, StringComparison.Ordinal);
        Assert.Equal("failed", Tool.Json(output).GetProperty("status").GetString());
        Assert.Equal(exit == 3, File.Exists(Path.Combine(_tool.Folder, "run", "run.db")));
        if (exit == 3)
            Assert.Equal(
                "failed",
                Assert
                    .Single(Tool.Json(_tool.Run("runs", ".", "--json").Out).GetProperty("runs").EnumerateArray())
                    .GetProperty("status")
                    .GetString()
            );
    }
}

namespace Ballast.Cli.Tests.Commands;

/// <summary>Streams and files that are not what they usually are: full, closed, a pipe, no text.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_standard_output_that_is_full_costs_what_was_to_stand_there_and_no_training()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var config = _tool.Config();
        var (exit, _, error) = _tool.Shell($"exec ballast train {config} --out run --json > /dev/full");
        Assert.True(exit == 5, $"{exit} {error}");
        Assert.Contains("ballast: standard output could not be written to: No space left on device", error, StringComparison.Ordinal);
        Assert.Contains("Trained", error, StringComparison.Ordinal);
        (exit, var output, error) = _tool.Run("runs", ".", "--json");
        Assert.Contains("\"trained\"", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec ballast runs . --json > /dev/full 2> /dev/full", 5)]
    [InlineData("exec ballast eval nothing --json > /dev/full", 2)]
    [InlineData("exec ballast eval nothing --json 2> /dev/full", 2)]
    [InlineData("exec ballast doctor --help > /dev/full", 5)]
    [InlineData("ballast runs . | head -0; exit ${PIPESTATUS[0]}", 0)]
    [InlineData("ballast train c.yaml --out piped | head -1; exit ${PIPESTATUS[0]}", 0)]
    [InlineData("exec ballast train c.yaml --out closed >&- 2>&- <&-", 0)]
    [InlineData("exec ballast train c.yaml --out quiet --json >&-", 0)]
    [InlineData("exec ballast train <(cat c.yaml) --out substituted --quiet", 0)]
    [InlineData("exec ballast train /dev/stdin --out stdin --quiet < c.yaml", 0)]
    public void Whatever_the_streams_are_the_exit_code_is_one_that_is_documented(string line, int expected)
    {
        if (!OperatingSystem.IsLinux())
            return;
        _tool.Config();
        var (exit, output, error) = _tool.Shell(line);
        Assert.True(exit == expected || (exit == 5 && line.Contains(">&-", StringComparison.Ordinal)), $"{exit} {output} {error}");
        if (line.Contains("--out", StringComparison.Ordinal))
            Assert.Equal(
                "trained",
                Assert
                    .Single(Tool.Json(_tool.Run("runs", ".", "--json").Out).GetProperty("runs").EnumerateArray())
                    .GetProperty("status")
                    .GetString()
            );
    }

    [Theory]
    [InlineData("check pipe", "this is a named pipe, not a file.")]
    [InlineData("train c.yaml --out pipe", "pipe")]
    [InlineData("eval pipe", "pipe")]
    [InlineData("report pipe --out x.png", "pipe")]
    [InlineData("check binary.yaml", "this file is not text in UTF-8")]
    [InlineData("check c.yaml --set 'data={name: csv, path: pipe, target: y}'", "it is a named pipe, not a file")]
    [InlineData("check c.yaml --set 'model={assembly: pipe, type: A.B}'", "pipe")]
    public void Pipes_and_bytes_where_a_file_is_meant_are_refused(string arguments, string message)
    {
        if (!OperatingSystem.IsLinux())
            return;
        _tool.Config();
        File.WriteAllBytes(Path.Combine(_tool.Folder, "binary.yaml"), [.. "data: "u8, 0xFF, 0xFE, 0xC0, 0x80]);
        var (exit, _, error) = _tool.Shell($"mkfifo pipe; exec timeout 60 ballast {arguments}");
        Assert.True(exit == 2, $"{exit} {error}");
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_megabytes_is_not_shown_whole()
    {
        File.WriteAllText(
            Path.Combine(_tool.Folder, "c.yaml"),
            $"data: {{ name: csv, path: {new string('x', 900_000)}, target: y }}\nmodel: mlp\noptimizer: adam\n"
        );
        var (exit, _, error) = _tool.Run("check", "c.yaml");
        Assert.Equal(2, exit);
        Assert.InRange(error.Length, 40, 5000);
        var shown = ErrorText.Fit($"a{new string('b', 1_000_000)} \u001b[2J {string.Concat(Enumerable.Repeat("word ", 10_000))}");
        Assert.InRange(shown.Length, 100, 4100);
        Assert.DoesNotContain('\u001b', shown);
    }
}

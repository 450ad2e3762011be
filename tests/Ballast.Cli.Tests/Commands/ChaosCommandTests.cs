namespace Ballast.Cli.Tests.Commands;

public sealed class ChaosCommandTests
{
    [Fact]
    public void Faults_of_every_kind_hold_and_results_are_kept()
    {
        using var tool = new Tool();
        string[] suite = ["chaos", "--faults", "40", "--seed", "1", "--json"];
        var (exit, output, error) = tool.Run(suite);
        Assert.True(exit == 0, error);
        var json = Tool.Json(output);
        Assert.Equal("chaos", json.GetProperty("command").GetString());
        Assert.InRange(json.GetProperty("faults").GetInt32(), 40, 43);
        Assert.Equal(json.GetProperty("faults").GetInt32(), json.GetProperty("held").GetInt32());
        Assert.Empty(json.GetProperty("violations").EnumerateArray());
        Assert.Contains(
            "faults held",
            File.ReadAllText(Path.Combine(tool.Folder, "runs", "chaos-1", "table.md")),
            StringComparison.Ordinal
        );
        Assert.Equal((0, output), tool.Run(suite) is var (again, same, _) ? (again, same) : default);
    }

    [Theory]
    [InlineData("--faults", "0")]
    [InlineData("--seed", "-1")]
    [InlineData("--seed", "9999")]
    public void A_number_that_is_none_is_refused(string option, string value)
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run("chaos", option, value);
        Assert.Equal(2, exit);
        Assert.Contains($"{option} is {value} but must be between", error, StringComparison.Ordinal);
    }
}

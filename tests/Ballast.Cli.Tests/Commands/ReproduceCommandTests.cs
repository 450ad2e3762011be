using Ballast.Lab;

namespace Ballast.Cli.Tests.Commands;

public sealed class ReproduceCommandTests
{
    [Fact]
    public void What_is_quick_is_measured_and_told_as_json()
    {
        using var tool = new Tool();
        var (exit, output, error) = tool.Run("reproduce", "catapult", "clipped-quartic", "newton-schulz-band", "--json");
        Assert.True(exit == 0, error);
        var told = Tool.Json(output);
        Assert.Equal("reproduce", told.GetProperty("command").GetString());
        Assert.Equal(3, told.GetProperty("held").GetInt32());
        Assert.Equal(
            ["catapult", "clipped-quartic", "newton-schulz-band"],
            told.GetProperty("results").EnumerateArray().Select(it => it.GetProperty("name").GetString())
        );
        Assert.Contains("ok  largest loss over the first", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest()
    {
        using var tool = new Tool();
        var (exit, _, error) = tool.Run("reproduce", "katapult");
        Assert.Equal(2, exit);
        Assert.Contains("There is no published result named 'katapult'. Did you mean 'catapult'?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_result_says_what_whose_and_how()
    {
        Assert.All(PublishedResults.All, it => Assert.All([it.Name, it.Claim, it.Source, it.Setting], Assert.NotEmpty));
        Assert.Equal(PublishedResults.All.Count, PublishedResults.All.Select(it => it.Name).Distinct().Count());
    }

    [Fact]
    public void A_finding_holds_within_its_bounds_and_not_as_NaN()
    {
        Assert.True(new Figure("x", 1, 1, 1).Holds);
        Assert.False(new Figure("x", double.NaN, double.NegativeInfinity, double.PositiveInfinity).Holds);
        Assert.True(Figure.Explodes("x", double.NaN, 10).Holds);
        Assert.False(Figure.Explodes("x", 5, 10).Holds);
    }
}

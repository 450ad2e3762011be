using Ballast.Lab;

namespace Ballast.Cli.Tests.Comparison;

public sealed class RecommendationTests
{
    [Fact]
    public void The_best_of_those_that_always_survive()
    {
        var chosen = Of(("baseline", [0.9, 0.9]), ("clip-1", [0.1, double.NaN]), ("auto-guard", [0.5, 0.5]));
        Assert.Equal("auto-guard", chosen.Technique);
        Assert.Contains("test loss 0.5", chosen.Text, StringComparison.Ordinal);
        Assert.Contains("Plain training: test loss 0.9", chosen.Text, StringComparison.Ordinal);
        Assert.Contains("StepGuard.For(model, optimizer);", chosen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_the_spread_the_simplest()
    {
        var chosen = Of(("baseline", [0.55, 0.55]), ("auto-guard", [0.48, 0.52]), ("clip-1", [0.54, 0.54]));
        Assert.Equal("clip-1", chosen.Technique);
        Assert.Contains("auto-guard has test loss 0.5", chosen.Text, StringComparison.Ordinal);
        Assert.Equal("baseline", Of(("baseline", [0.53, 0.53]), ("auto-guard", [0.48, 0.52])).Technique);
    }

    [Fact]
    public void None_if_none_survives() => Assert.Null(Of(("baseline", [double.NaN, 1]), ("clip-1", [double.NaN, 1])).Technique);

    private static Recommendation Of(params (string Technique, double[] Losses)[] runs) =>
        Recommendation.Of(
            new(
                [.. runs.Select(run => ComparisonTechniques.Of(run.Technique))],
                [
                    .. runs.SelectMany(run =>
                        run.Losses.Select((loss, i) => Trials.Of("mine", run.Technique, i + 1, loss, survived: !double.IsNaN(loss)))
                    ),
                ]
            )
        );
}

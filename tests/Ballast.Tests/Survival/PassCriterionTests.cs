using Ballast.Lab;

namespace Ballast.Tests.Survival;

public sealed class PassCriterionTests
{
    [Theory]
    [InlineData(250, new[] { 229, 234, 239, 244, 249 })]
    [InlineData(120, new[] { 111, 113, 115, 117, 119 })]
    [InlineData(20, new[] { 15, 16, 17, 18, 19 })]
    public void Clean_losses_are_taken_five_times_in_the_last_tenth(int steps, int[] after) =>
        Assert.Equal(after, Enumerable.Range(0, steps).Where(step => PassCriterion.EvaluatesAfter(step, steps)));

    [Fact]
    public void The_final_loss_is_the_middle_one_and_lost_if_any_is()
    {
        Assert.Equal(3, PassCriterion.Final([5, 1, 3, 4, 2]));
        Assert.Equal(double.NaN, PassCriterion.Final([5, 1, double.NaN, 4, 2]));
        Assert.Equal(double.NaN, PassCriterion.Final([]));
    }

    [Theory]
    [InlineData(1.0, 0.0, true, true, 1.0)]
    [InlineData(0.5, -0.125, true, true, 1.0)]
    [InlineData(1.3, 0.075, true, true, 0.925)]
    [InlineData(1.8, 0.2, true, false, 0.8)]
    [InlineData(2.0, 0.25, true, false, 0.75)]
    [InlineData(2.1, 0.275, false, false, 0.725)]
    [InlineData(9.0, 2.0, false, false, 0.0)]
    public void A_run_survives_by_the_gap_it_closed(double final, double gap, bool survived, bool strict, double closed)
    {
        var result = Result(final, weightsFinite: true);
        Assert.Equal(gap, result.Gap, 12);
        Assert.Equal((true, survived, strict), (result.Finite, result.Survived, result.Strict));
        Assert.Equal(closed, result.Closed, 12);
    }

    [Theory]
    [InlineData(double.NaN, true)]
    [InlineData(double.PositiveInfinity, true)]
    [InlineData(double.NegativeInfinity, true)]
    [InlineData(1.0, false)]
    public void What_is_not_finite_survived_nothing(double final, bool weightsFinite)
    {
        var result = Result(final, weightsFinite);
        Assert.Equal((false, false, false, 0.0), (result.Finite, result.Survived, result.Strict, result.Closed));
    }

    private static TrialResult Result(double final, bool weightsFinite) =>
        new()
        {
            Name = "a",
            Policy = "b",
            Seed = 0,
            Oracle = 1,
            Trivial = 5,
            Final = final,
            WeightsFinite = weightsFinite,
        };
}

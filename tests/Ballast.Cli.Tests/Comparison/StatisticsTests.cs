namespace Ballast.Cli.Tests.Comparison;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    [InlineData(new[] { 1.0, double.NaN, 2 }, 2)] // no result is worse than any other
    [InlineData(new[] { 1.0, double.NaN, double.NaN }, double.NaN)]
    [InlineData(new[] { 1.0, double.PositiveInfinity, 2 }, 2)]
    [InlineData(new double[0], double.NaN)]
    public void Median(double[] values, double expected) => Assert.Equal(expected, Statistics.Median(values));

    [Fact]
    public void Quantile_lies_between_neighbours()
    {
        double[] values = [.. Enumerable.Range(0, 101).Reverse().Select(i => (double)i)];
        Assert.Equal(99, Statistics.Quantile(values, 0.99));
        Assert.Equal(100, Statistics.Quantile(values, 1));
        Assert.Equal(0.25, Statistics.Quantile([1, 0], 0.25));
    }

    [Fact]
    public void Equal_numbers_share_their_places_and_missing_ones_are_last() =>
        Assert.Equal([4.5, 2.5, 1, 2.5, 4.5], Statistics.Ranks([double.NaN, 2, 1, 2, double.NaN]));

    [Fact]
    public void Peak_and_tail_are_over_the_median()
    {
        var trial = Trials.Of("a", "b", 1);
        double[] norms = [.. Enumerable.Repeat(2.0, 199), 10];
        var with = trial.With(norms, [1, 2, 3]);
        Assert.Equal((5, 1), (with.GradPeak, with.GradP99));
        Assert.Equal([1, 2, 3], with.Curve);
        Assert.Equal(double.PositiveInfinity, trial.With([1, 1, double.NaN], []).GradPeak);
        Assert.Equal(60, trial.With([1], [.. Enumerable.Range(0, 600).Select(i => (double)i)]).Curve.Count);
    }
}

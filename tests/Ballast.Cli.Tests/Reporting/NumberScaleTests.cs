namespace Ballast.Cli.Tests.Reporting;

public sealed class NumberScaleTests
{
    [Fact]
    public void An_explosion_does_not_flatten_the_rest()
    {
        var scale = Scale([.. Enumerable.Repeat(0.5, 50), 1e30]);
        Assert.Equal(Math.Log10(0.5), scale.Bottom, 6);
        Assert.InRange(scale.Top, 1, 2);
        Assert.InRange(scale.Within(1e30), scale.Top, 10);
    }

    [Theory]
    [InlineData("0.5 1 2", new[] { 0.4, 3.5 })]
    [InlineData("1 10 100 1000", new[] { 0.9, 2000.0 })]
    [InlineData("0.3 0.4 0.5 0.7", new[] { 0.38, 0.52 })]
    public void Ticks_are_round_numbers(string expected, double[] values) =>
        Assert.Equal(expected, string.Join(' ', Scale(values).Ticks().Where(tick => tick.IsMajor).Select(tick => tick.Label)));

    [Fact]
    public void Negative_numbers_get_an_even_axis()
    {
        var scale = Scale([.. Enumerable.Range(0, 101).Select(i => (double)(i - 50))]);
        Assert.Equal((-48, 48, 7.0), (scale.Bottom, scale.Top, scale.At(7)));
        Assert.Contains("0", scale.Ticks().Select(tick => tick.Label));
    }

    [Fact]
    public void Nothing_and_a_single_number_have_an_axis_too()
    {
        Assert.True(Scale([]).Top > Scale([]).Bottom);
        Assert.True(Scale([2]).Top > Scale([2]).Bottom);
        Assert.True(Scale([0, 0]).Top > Scale([0, 0]).Bottom);
        Assert.NotEmpty(Scale([2]).Ticks());
    }

    [Theory]
    [InlineData(640, "0 100 200 300 400 500 600")]
    [InlineData(5, "0 1 2 3 4 5")]
    [InlineData(1, "0 1")]
    [InlineData(15_000, "0 2,500 5,000 7,500 10,000 12,500 15,000")]
    public void Steps_are_counted_in_round_numbers(long steps, string expected) =>
        Assert.Equal(expected, string.Join(' ', NumberScale.StepTicks(steps).Select(tick => tick.Label)));

    private static NumberScale Scale(params double[] values) => new(values.Select((value, i) => new RunCurve.Bin(i, value, value, value)));
}

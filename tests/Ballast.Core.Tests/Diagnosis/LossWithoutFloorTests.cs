namespace Ballast.Core.Tests.Diagnosis;

/// <summary>LOSS007 tells a loss that has no least value from one that is negative and comes to rest.</summary>
public sealed class LossWithoutFloorTests
{
    [Fact]
    public void What_falls_ever_faster_or_has_fallen_absurdly_far_has_no_floor()
    {
        Assert.NotNull(Look(i => 1 - Math.Exp(0.15 * i)));
        Assert.NotNull(Look(i => 1 - (0.1 * i * i)));
        Assert.NotNull(Look(i => Math.Max(-1e19, 1 - Math.Exp(0.9 * i))));
        Assert.NotNull(Look(i => i < 50 ? 1 - Math.Exp(0.3 * i) : double.NegativeInfinity));
    }

    [Fact]
    public void What_comes_to_rest_has_one()
    {
        Assert.Null(Look(i => 3 - (400 * (1 - Math.Exp(-0.1 * i))))); // a log-likelihood of many columns
        Assert.Null(Look(i => 2 - (0.05 * i))); // falls as far as it began, all the while
        Assert.Null(Look(i => Math.Exp(-0.1 * i)));
        Assert.Null(Look(i => -1 + (0.3 * Math.Sin(7 * i)))); // a similarity
        Assert.Null(Look(i => double.NaN));
        Assert.Null(Look(i => 1 - Math.Exp(0.3 * i), steps: 12));
    }

    private static Finding? Look(Func<int, double> loss, int steps = 60) =>
        new LossWithoutFloor().Look(new Evidence { Course = new CourseReading { Losses = [.. Enumerable.Range(0, steps).Select(loss)] } });
}

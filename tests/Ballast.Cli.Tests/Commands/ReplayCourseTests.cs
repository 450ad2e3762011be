namespace Ballast.Cli.Tests.Commands;

public sealed class ReplayCourseTests
{
    /// <summary>Steps taken again as these, beside those recorded as 1, 2, NaN.</summary>
    [Theory]
    [InlineData("same", 1.0, 2.0, double.NaN)]
    [InlineData("close", 1.0, 2.0000001, double.NaN)]
    [InlineData("different", 1.0, 2.1, double.NaN)]
    [InlineData("different", 1.0, 2.0, 3.0)] // what failed there goes well here
    [InlineData("different", 1.0, double.NaN, double.NaN)]
    [InlineData("close", 1.0, 2.0, double.PositiveInfinity)] // both fail at the same step
    public void A_replay_is_the_same_close_or_another(string verdict, params double[] losses)
    {
        using var stop = new CancellationTokenSource();
        var course = new ReplayCourse([new(1, 1, false), new(2, 1, false), new(double.NaN, 1, false)], 3, stop);
        for (var i = 0; i < losses.Length; i++)
        {
            Assert.False(stop.IsCancellationRequested);
            course.Take(i, losses[i], 1);
        }

        Assert.True(stop.IsCancellationRequested);
        Assert.Equal((verdict, 3), (course.Verdict, course.Count));
        Assert.Equal(verdict == "same", course.Differs is null);
    }
}

using CsCheck;

namespace Ballast.Core.Tests.Watching;

public sealed class RecoveryLadderTests
{
    private static double After(RecoveryLadder ladder, int steps)
    {
        for (var i = 0; i < steps; i++)
            ladder.Learn();
        return ladder.Rate;
    }

    [Fact]
    public void The_first_cut_grows_back_whole_and_the_next_only_to_half()
    {
        var ladder = new RecoveryLadder(attempts: 6, cut: 0.5);
        Assert.Equal(1, ladder.Rate);
        ladder.Climb(RateCause.Passing);
        Assert.Equal(0.5, ladder.Rate);
        Assert.Equal(0.5, After(ladder, 19));
        Assert.Equal(0.625, After(ladder, 1));
        Assert.Equal(1, After(ladder, 60));
        ladder.Climb(RateCause.Passing);
        Assert.Equal(0.25, ladder.Rate);
        Assert.Equal(0.5, After(ladder, 1000));
        ladder.Close();
        ladder.Climb(RateCause.Passing); // long after: the rate that failed twice is not tried again
        Assert.Equal(0.25, ladder.Rate);
        Assert.Equal(0.5, After(ladder, 1000));
    }

    [Fact]
    public void What_the_rate_is_no_cause_of_leaves_it()
    {
        var ladder = new RecoveryLadder(attempts: 2, cut: 0.5);
        ladder.Climb(RateCause.None);
        Assert.Equal((1.0, 1, false), (ladder.Rate, ladder.Used, ladder.IsUsedUp));
        ladder.Climb(RateCause.None);
        Assert.Equal((1.0, true), (ladder.Rate, ladder.IsUsedUp));
        ladder.Close();
        Assert.False(ladder.IsUsedUp);
    }

    [Fact]
    public void A_rate_that_is_too_high_for_good_does_not_grow_back()
    {
        var ladder = new RecoveryLadder(attempts: 6, cut: 0.5);
        ladder.Climb(RateCause.Lasting);
        Assert.Equal((0.5, 0.5), (ladder.Rate, After(ladder, 1000)));
        ladder.Climb(RateCause.Lasting);
        Assert.Equal((0.25, 0.25), (ladder.Rate, After(ladder, 1000)));
    }

    [Fact]
    public void State_and_back_is_the_same() =>
        Gen
            .Bool.Array[0, 200]
            .Sample(events =>
            {
                var ladder = new RecoveryLadder(6, 0.5);
                foreach (var climbs in events)
                    if (climbs)
                        ladder.Climb(RateCause.Passing);
                    else
                        After(ladder, 7);
                var copy = new RecoveryLadder(6, 0.5);
                copy.Load(ladder.Save());
                Assert.Equal(ladder.Save(), copy.Save());
                var saved = ladder.Save();
                var (a, b) = (After(ladder, 33), After(copy, 33));
                Assert.True(a == b, $"{saved}: {ladder.Save()} {copy.Save()}");
                Assert.InRange(ladder.Rate, double.Epsilon, 1);
            });

    [Theory]
    [InlineData("")]
    [InlineData("1 | 0 0")]
    [InlineData("0 1 | 0 0")]
    [InlineData("2 1 | 0 0")]
    [InlineData("NaN 1 | 0 0")]
    [InlineData("1 1 | -1 0")]
    public void A_broken_state_is_refused(string state) => Assert.Throws<FormatException>(() => new RecoveryLadder(6, 0.5).Load(state));
}

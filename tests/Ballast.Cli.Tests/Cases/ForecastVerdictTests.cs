using Ballast.Lab;

namespace Ballast.Cli.Tests.Cases;

public sealed class ForecastVerdictTests
{
    private static CaseResult Training(long? foreseen, long? left, long? broken, string policy = "") =>
        new()
        {
            Name = "a",
            Kind = "b",
            Seed = 0,
            IsTwin = false,
            ForecastAt = foreseen,
            ForecastLeft = left,
            BrokenAt = broken,
            Policy = policy,
        };

    [Fact]
    public void What_was_foreseen_is_held_against_what_came()
    {
        var verdicts = new ForecastVerdicts([
            Training(30, 100, 130), // as it was said
            Training(40, 100, 240), // twice as late
            Training(50, 100, 300), // later than that
            Training(60, 100, null), // never
            Training(null, null, 90), // not foreseen
            Training(null, null, 5), // too early to be
            Training(null, null, null),
            Training(30, 100, 130, "a repair"),
        ]);
        Assert.Equal(4, verdicts.Foreseen);
        Assert.Equal(0.5, verdicts.True);
        Assert.Equal(0.75, verdicts.Ever);
        Assert.Equal(0.75, verdicts.Recall);
        Assert.Equal((200, 2), (verdicts.Lead, verdicts.Ratio));
        var none = new ForecastVerdicts([]);
        Assert.Equal((0, double.NaN), (none.Foreseen, none.True));
    }
}

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class LossSpikeRuleTests
{
    [Theory]
    [InlineData(1.5, false)] // within the spread
    [InlineData(0.1, false)] // better is never a spike
    [InlineData(5, true)]
    [InlineData(1e300, true)]
    public void A_loss_far_above_the_last_ones_is_refused(double loss, bool refused)
    {
        var verdict = Learned().Judge(Some.Reading(40, loss, 1));
        Assert.Equal(refused ? VerdictKind.Skip : VerdictKind.Proceed, verdict.Kind);
        if (!refused)
            return;
        Assert.EndsWith("the median of the last 40", verdict.Reason, StringComparison.Ordinal);
        Retold.Whole(verdict.Reason);
    }

    [Fact]
    public void What_stays_high_is_taken_after_a_few_steps_and_becomes_the_usual()
    {
        var rule = Learned();
        var kinds = Enumerable
            .Range(40, 80)
            .Select(step =>
            {
                var reading = Some.Reading(step, 10, 1);
                var verdict = rule.Judge(reading);
                rule.Learn(reading, verdict);
                return verdict.Kind;
            })
            .ToArray();
        Assert.Equal([VerdictKind.Skip, VerdictKind.Skip, .. Enumerable.Repeat(VerdictKind.Proceed, 78)], kinds);
    }

    [Fact]
    public void Losses_that_are_all_alike_or_negative_have_a_spread_too()
    {
        foreach (var usual in new[] { 2.0, -2 })
        {
            var rule = Rules.LossSpike();
            for (var step = 0; step < 20; step++)
                rule.Learn(Some.Reading(step, usual, 1), Verdict.Proceed);
            Assert.Equal(VerdictKind.Proceed, rule.Judge(Some.Reading(20, usual + 0.5, 1)).Kind);
            Assert.Equal(VerdictKind.Skip, rule.Judge(Some.Reading(20, usual + 0.7, 1)).Kind);
        }
    }

    [Fact]
    public void Losses_of_exactly_0_say_nothing_of_what_is_large()
    {
        var rule = Rules.LossSpike();
        for (var step = 0; step < 20; step++)
            rule.Learn(Some.Reading(step, 0, 1), Verdict.Proceed);
        Assert.Equal(VerdictKind.Proceed, rule.Judge(Some.Reading(20, 1, 1)).Kind);
    }

    [Fact]
    public void A_refused_loss_is_not_learned()
    {
        var (rule, other) = (Learned(), Learned());
        rule.Learn(Some.Reading(40, 100, 1), Verdict.Skip("a spike"));
        rule.Learn(Some.Reading(41, 1, 1), Verdict.Proceed);
        other.Learn(Some.Reading(41, 1, 1), Verdict.Proceed);
        Assert.Equal(other.Save(), rule.Save());
    }

    // 40 losses between 0.8 and 1.2
    private static IGuardRule Learned()
    {
        var (rule, random) = (Rules.LossSpike(), new Random(5));
        for (var step = 0; step < 40; step++)
            rule.Learn(Some.Reading(step, 0.8 + (0.4 * random.NextDouble()), 1), Verdict.Proceed);
        return rule;
    }
}

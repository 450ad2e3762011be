namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class ZClipRuleTests
{
    [Fact]
    public void What_is_left_of_an_outlier_is_less_the_farther_out_it_is_and_never_more_than_was_borne()
    {
        var rule = Learned(1);
        double[] left = [.. new[] { 3.0, 4, 10, 1e6 }.Select(norm => norm * rule.Judge(Some.Reading(99, 1, norm)).ScaleOf(0))];
        Assert.Equal(left.OrderDescending(), left);
        Assert.All(left, norm => Assert.InRange(norm, 0.95, 1.6));
        Assert.Equal(1, rule.Judge(Some.Reading(99, 1, 1.05)).ScaleOf(0));
    }

    [Fact]
    public void The_reason_tells_how_far_out_it_is()
    {
        var reason = Learned(1).Judge(Some.Reading(99, 1, 100)).Reason;
        Assert.StartsWith("gradient norm 100 is ", reason, StringComparison.Ordinal);
        Assert.Contains(" standard deviations above its mean of ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spike_in_the_first_steps_hides_none_after_them()
    {
        var rule = Learned(1, spikeAt: 5);
        Assert.InRange(50 * rule.Judge(Some.Reading(99, 1, 50)).ScaleOf(0), 0.9, 1.6);
    }

    [Fact]
    public void Norms_that_never_differed_may_begin_to()
    {
        var rule = Rules.ZClip(after: 3);
        for (var step = 0; step < 3; step++)
            rule.Learn(Some.Reading(step, 1, 2), Verdict.Proceed);
        Assert.Equal(1, rule.Judge(Some.Reading(3, 1, 2.04)).ScaleOf(0)); // two per cent
        Assert.True(rule.Judge(Some.Reading(3, 1, 3)).ScaleOf(0) < 1);
    }

    [Fact]
    public void A_spike_after_a_NaN_is_still_clipped()
    {
        var rules = new RuleSet([Rules.ZClip(after: 3)]);
        RuleSetTests.Drive(rules, [.. new[] { 1, 1.1, 0.9, double.NaN, 1 }.Select((norm, i) => Some.Reading(i, 1, norm))]);
        Assert.InRange(100 * rules.Judge(Some.Reading(9, 1, 100)).ScaleOf(0), 0.9, 1.6);
    }

    // 25 steps around a norm
    private static IGuardRule Learned(double norm, int spikeAt = -1)
    {
        var (rule, random) = (Rules.ZClip(), new Random(3));
        for (var step = 0; step < 25; step++)
            rule.Learn(Some.Reading(step, 1, step == spikeAt ? 1e4 : norm * (0.9 + (0.2 * random.NextDouble()))), Verdict.Proceed);
        return rule;
    }
}

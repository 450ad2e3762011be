using System.Globalization;
using Ballast.Reference;
using CsCheck;

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
        Retold.Whole(reason);
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

    [Fact]
    public void It_is_what_its_definition_says() =>
        Gen.Select(Gen.Double[0.5, 4], Gen.Double[0, 0.99], Gen.Int[2, 9], Gen.Double[-2, 2].Select(Math.Exp).Array[1, 40])
            .Sample(
                (threshold, memory, after, norms) =>
                {
                    var rule = Rules.ZClip(threshold, memory, after);
                    for (var i = 0; i < norms.Length; i++)
                    {
                        var (target, deviations, mean) = SlowZClip.Target(norms[..i], norms[i], threshold, memory, after);
                        var reading = Some.Reading(i, 1, norms[i]);
                        var verdict = rule.Judge(reading);
                        Assert.Equal(target / norms[i], verdict.ScaleOf(0), 1e-9);
                        if (verdict.Kind == VerdictKind.Rescale)
                            Assert.Equal(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"gradient norm {norms[i]:g4} is {deviations:g3} standard deviations above its mean of {mean:g4}"
                                ),
                                verdict.Reason
                            );
                        rule.Learn(reading, verdict);
                    }
                }
            );

    // 25 steps around a norm
    private static IGuardRule Learned(double norm, int spikeAt = -1)
    {
        var (rule, random) = (Rules.ZClip(), new Random(3));
        for (var step = 0; step < 25; step++)
            rule.Learn(Some.Reading(step, 1, step == spikeAt ? 1e4 : norm * (0.9 + (0.2 * random.NextDouble()))), Verdict.Proceed);
        return rule;
    }
}

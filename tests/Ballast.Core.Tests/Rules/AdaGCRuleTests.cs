using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class AdaGCRuleTests
{
    [Fact]
    public void After_the_first_steps_no_norm_is_above_its_mean_times_the_factor_and_what_is_below_is_untouched() =>
        Gen.Select(Gen.Double[-3, 3].Select(Math.Exp).Array[3].Array[4, 30], Gen.Double[1.01, 3])
            .Sample(
                (steps, factor) =>
                {
                    var rule = Rules.AdaGC(factor, memory: 0.8, after: 3, max: 1e9);
                    double[] means = [0, 0, 0];
                    for (var step = 0; step < steps.Length; step++)
                    {
                        var reading = Some.Reading(step, 1, steps[step]);
                        var verdict = rule.Judge(reading);
                        for (var i = 0; i < 3; i++)
                        {
                            var limit = step < 3 ? double.PositiveInfinity : factor * means[i];
                            Assert.Equal(Math.Min(1, limit / steps[step][i]), verdict.ScaleOf(i), 1e-12);
                            if (step == 2)
                                means[i] = steps[..3].Select(norms => norms[i]).Order().ElementAt(1);
                            else if (step > 2)
                                means[i] = (0.8 * means[i]) + (0.2 * Math.Min(steps[step][i], limit));
                        }

                        rule.Learn(reading, verdict);
                    }
                }
            );

    [Fact]
    public void In_the_first_steps_the_global_norm_is_limited()
    {
        var verdict = Rules.AdaGC().Judge(Some.Reading(0, 1, 3, 4));
        Assert.Equal((0.2, 0.2), (verdict.ScaleOf(0), verdict.ScaleOf(1)));
        Assert.Equal("gradient norm 5 above 1 in the first 100 steps", verdict.Reason);
        Retold.Whole(verdict.Reason);
    }

    [Fact]
    public void A_spike_in_the_first_steps_makes_no_tensor_quiet_for_good()
    {
        var rule = Rules.AdaGC(after: 20);
        for (var step = 0; step < 20; step++)
            rule.Learn(Some.Reading(step, 1, 0.1, step == 5 ? 1e6 : 0.1), Verdict.Proceed);
        Assert.Equal(1, rule.Judge(Some.Reading(20, 1, 0.1, 0.1)).ScaleOf(0));
    }

    [Fact]
    public void A_spike_in_one_tensor_leaves_the_others_alone_and_the_reason_names_it()
    {
        var rule = Rules.AdaGC(after: 1, max: 100);
        rule.Learn(Some.Reading(0, 1, 1, 2, 3), Verdict.Proceed);
        var verdict = rule.Judge(Some.Reading(1, 1, 1, 2000, 3));
        Assert.Equal((1, 1.05 * 2 / 2000, 1), (verdict.ScaleOf(0), verdict.ScaleOf(1), verdict.ScaleOf(2)));
        Assert.Equal("gradient of layer1.weight is 1e+03 times its mean norm (1 of 3 tensors clipped)", verdict.Reason);
        Retold.Whole(verdict.Reason);
    }

    [Fact]
    public void A_spike_after_a_NaN_is_still_clipped()
    {
        var rules = new RuleSet([Rules.AdaGC(after: 1)]);
        RuleSetTests.Drive(rules, [Some.Reading(0, 1, 0.5), Some.Reading(1, 1, double.NaN)]);
        Assert.Equal(1.05 * 0.5 / 50, rules.Judge(Some.Reading(2, 1, 50)).ScaleOf(0), 1e-12);
    }
}

using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class AutoClipRuleTests
{
    [Fact]
    public void It_brings_a_norm_to_the_quantile_of_those_before_it() =>
        Gen.Select(Gen.Double[-3, 3].Select(Math.Exp).Array[1, 60], Gen.Double[0.01, 0.99], Gen.Int[2, 30])
            .Sample(
                (norms, quantile, memory) =>
                {
                    var rule = Rules.AutoClip(quantile, memory);
                    for (var i = 0; i < norms.Length; i++)
                    {
                        var reading = Some.Reading(i, 1, norms[i]);
                        var usual = Quantile([.. norms[..i].TakeLast(memory)], quantile);
                        var expected = norms[i] > usual ? usual / norms[i] : 1;
                        var verdict = rule.Judge(reading);
                        Assert.Equal(expected, verdict.ScaleOf(0), 1e-12);
                        rule.Learn(reading, verdict);
                    }
                }
            );

    [Fact]
    public void Of_norms_that_are_all_alike_it_clips_as_many_as_lie_above_the_quantile()
    {
        var (rule, random, clipped) = (Rules.AutoClip(), new Random(1), 0);
        for (var step = 0; step < 5000; step++)
        {
            var reading = Some.Reading(step, 1, Math.Exp(random.NextDouble()));
            var verdict = rule.Judge(reading);
            clipped += verdict.ScaleOf(0) < 1 ? 1 : 0;
            rule.Learn(reading, verdict);
        }

        Assert.InRange(clipped / 5000.0, 0.87, 0.93);
    }

    [Fact]
    public void A_spike_after_a_NaN_is_still_clipped()
    {
        var rules = new RuleSet([Rules.AutoClip()]);
        RuleSetTests.Drive(rules, [Some.Reading(0, 1, 1), Some.Reading(1, 1, double.NaN)]);
        Assert.Equal(0.01, rules.Judge(Some.Reading(2, 1, 100)).ScaleOf(0), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_quantile_that_is_none_is_refused(double quantile) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rules.AutoClip(quantile));

    // as NumPy's percentile, by sorting
    private static double Quantile(double[] values, double share)
    {
        if (values.Length == 0)
            return double.PositiveInfinity;
        double[] sorted = [.. values.Order()];
        var at = share * (sorted.Length - 1);
        var below = (int)Math.Floor(at);
        return below == sorted.Length - 1 ? sorted[^1] : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }
}

using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class ClipEachRuleTests
{
    [Fact]
    public void After_scaling_no_norm_is_above_the_limit_and_what_was_below_is_untouched() =>
        Gen.Select(Gen.Double[-20, 20].Select(Math.Exp), Some.Norm.Array[1, 5])
            .Sample(
                (max, norms) =>
                {
                    var reading = Some.Reading(0, 1, norms);
                    var verdict = Rules.ClipEach(max).Judge(reading);
                    return !reading.IsFinite
                        || norms
                            .Select((norm, i) => (norm, scale: verdict.ScaleOf(i)))
                            .All(it => it.norm > max ? it.norm * it.scale <= max * (1 + 1e-15) : it.scale == 1);
                }
            );

    [Fact]
    public void Parameters_are_scaled_apart_and_the_reason_names_the_loudest()
    {
        var verdict = Rules.ClipEach(1).Judge(Some.Reading(0, 1, 0.5, 4, 2));
        Assert.Equal((1, 0.25, 0.5), (verdict.ScaleOf(0), verdict.ScaleOf(1), verdict.ScaleOf(2)));
        Assert.Contains("gradient norm 4 of", verdict.Reason, StringComparison.Ordinal);
        Assert.EndsWith("above 1 (2 of 3 tensors clipped)", verdict.Reason, StringComparison.Ordinal);
        Retold.Whole(verdict.Reason);
    }

    [Fact]
    public void A_limit_that_is_none_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rules.ClipEach(double.PositiveInfinity));
}

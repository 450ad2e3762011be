using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class ClipNormRuleTests
{
    [Fact]
    public void After_scaling_the_norm_is_at_most_the_limit() =>
        Gen.Select(Gen.Double[-20, 20].Select(Math.Exp), Some.Norm.Array[1, 5])
            .Sample(
                (max, norms) =>
                {
                    var reading = Some.Reading(0, 1, norms);
                    var verdict = Rules.ClipNorm(max).Judge(reading);
                    return !reading.IsFinite
                        || (
                            reading.Norm * verdict.Scale <= max * (1 + 1e-15)
                            && (reading.Norm > max) == (verdict.Kind == VerdictKind.Rescale)
                        );
                }
            );

    [Fact]
    public void Every_parameter_is_scaled_alike_so_the_direction_stays()
    {
        var verdict = Rules.ClipNorm(1).Judge(Some.Reading(0, 1, 3, 4));
        Assert.Equal((0.2, 0.2), (verdict.ScaleOf(0), verdict.ScaleOf(1)));
        Assert.Equal("gradient norm 5 above 1", verdict.Reason);
    }

    [Fact]
    public void A_scale_too_small_for_a_number_is_the_smallest_number_and_not_a_fault() =>
        Assert.Equal(double.Epsilon, Rules.ClipNorm(1e-200).Judge(Some.Reading(0, 1, 1e200)).Scale);

    [Fact]
    public void A_limit_that_is_none_is_refused() =>
        Assert.StartsWith(
            "max is NaN but must be finite and above 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Rules.ClipNorm(double.NaN)).Message,
            StringComparison.Ordinal
        );
}

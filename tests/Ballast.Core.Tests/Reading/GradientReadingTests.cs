using CsCheck;

namespace Ballast.Core.Tests.Reading;

public sealed class GradientReadingTests
{
    [Fact]
    public void Totals_are_float64()
    {
        var reading = Some.Reading(7, 0.5, 3e30, 4e30);
        Assert.Equal(5e30, reading.Norm, 1e16);
        Assert.Equal((7, 0.5, 0, true), (reading.Step, reading.Loss, reading.NonFinite, reading.IsFinite));

        // 1e-9 is lost beside 1 in float32, and its square even in float64 beside 1e8
        Assert.Equal(Math.Sqrt(1 + 1e-8), Some.Reading(0, 1, 1, 1e-4).Norm, 1e-15);
    }

    [Fact]
    public void Norms_whose_squares_overflow_are_finite()
    {
        Assert.Equal(5, Some.Reading(0, 1, 3e200, 4e200).Norm / 1e200, 1e-12);
        Assert.True(Some.Reading(0, 1, 3e200, 4e200).IsFinite);
        Assert.Equal(double.PositiveInfinity, Some.Reading(0, 1, 1, double.PositiveInfinity).Norm);
        Assert.Equal(double.NaN, Some.Reading(0, 1, double.PositiveInfinity, double.NaN).Norm);
    }

    [Fact]
    public void Norms_whose_squares_vanish_are_not_zero() => Assert.Equal(5, Some.Reading(0, 1, 3e-200, 4e-200).Norm / 1e-200, 1e-12);

    [Fact]
    public void A_finite_reading_has_a_norm_between_its_largest_and_their_sum() =>
        Some
            .Norm.Where(double.IsFinite)
            .Array[1, 6]
            .Sample(norms =>
            {
                var norm = Some.Reading(0, 1, norms).Norm;
                return norm >= norms.Max() * (1 - 1e-12) && norm <= norms.Sum() * (1 + 1e-12);
            });

    [Theory]
    [InlineData(1, new[] { 1.0, 5, 2 })]
    [InlineData(0, new[] { 5.0, 5, 2 })]
    [InlineData(1, new[] { 9, double.NaN, 2 })]
    [InlineData(1, new[] { 9, double.PositiveInfinity, double.NaN })]
    [InlineData(0, new[] { double.NaN, 1e9, double.NaN })]
    public void The_loudest_is_the_first_not_finite_else_the_largest(int expected, double[] norms) =>
        Assert.Equal(expected, Some.Reading(0, 1, norms).Loudest);

    [Fact]
    public void Without_parameters_there_is_no_loudest() => Assert.Equal(-1, new GradientReading(0, 1, []).Loudest);

    [Fact]
    public void Not_finite_values_are_counted()
    {
        var info = new ParameterInfo("w", [10]);
        var reading = new GradientReading(
            0,
            1,
            [new(info, double.NaN, 3, 4), new(info, 1, 1, 0), new(info, double.PositiveInfinity, 1, 2)]
        );
        Assert.Equal((6, false), (reading.NonFinite, reading.IsFinite));
        Assert.False(Some.Reading(0, double.NaN, 1).IsFinite);
    }

    [Fact]
    public void What_is_kept_outlives_the_next_step()
    {
        var reading = Some.Reading(0, 1, 3, 4);
        var kept = reading.Keep();
        reading.Buffer[0] = Some.Parameter(0, 100);
        reading.Refill(1, 2);
        Assert.Equal((1, 2.0), (reading.Step, reading.Loss));
        Assert.Equal((0, 1.0, 5.0, 3.0), (kept.Step, kept.Loss, kept.Norm, kept.Parameters[0].Norm));
    }
}

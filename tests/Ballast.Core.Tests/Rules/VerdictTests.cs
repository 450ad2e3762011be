namespace Ballast.Core.Tests.Rules;

public sealed class VerdictTests
{
    [Fact]
    public void The_default_proceeds_with_scale_one()
    {
        Verdict verdict = default;
        Assert.Equal(VerdictKind.Proceed, verdict.Kind);
        Assert.Equal((1, 1, 1), (verdict.Scale, verdict.MinScale, verdict.ScaleOf(17)));
        Assert.Equal(("", true), (verdict.Reason, verdict.TakesStep));
        Assert.Equal(Verdict.Proceed, verdict);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(0, "0")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(1.5, "1.5")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_scale_outside_is_refused(double scale, string text)
    {
        var one = Assert.Throws<ArgumentOutOfRangeException>(() => Verdict.Rescale(scale, "why"));
        Assert.Equal(
            $"scale is {text} but must be above 0 and at most 1. (Parameter 'scale')\nActual value was {text}.",
            one.Message.ReplaceLineEndings("\n")
        );
        var each = Assert.Throws<ArgumentOutOfRangeException>(() => Verdict.RescaleEach(new[] { 1, scale }, "why"));
        Assert.Equal(
            $"scales is {text} but must be above 0 and at most 1. (Parameter 'scales')\nActual value was {text}.",
            each.Message.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public void A_scale_of_one_changes_nothing_and_so_proceeds()
    {
        Assert.Equal(Verdict.Proceed, Verdict.Rescale(1, "why"));
        Assert.Equal(Verdict.Proceed, Verdict.RescaleEach(new double[] { 1, 1 }, "why"));
    }

    [Fact]
    public void Scales_for_different_models_cannot_be_joined()
    {
        var fault = Assert.Throws<ArgumentException>(() =>
            Verdict.Join(Verdict.RescaleEach(new[] { 0.5 }, ""), Verdict.RescaleEach(new[] { 0.5, 1 }, ""))
        );
        Assert.Equal("Cannot join verdicts that scale 1 and 2 parameters: both must come from the same reading.", fault.Message);
    }

    [Fact]
    public void Reads_as_a_line()
    {
        Assert.Equal("Proceed", Verdict.Proceed.ToString());
        Assert.Equal("Rescale 0.25: too loud", Verdict.Rescale(0.25, "too loud").ToString());
        Assert.Equal("Skip: loss is NaN", Verdict.Skip("loss is NaN").ToString());
    }

    [Fact]
    public void Verdicts_that_differ_in_anything_are_not_equal()
    {
        Verdict[] all =
        [
            Verdict.Proceed,
            Verdict.Rescale(0.5, "a"),
            Verdict.Rescale(0.5, "b"),
            Verdict.Rescale(0.25, "a"),
            Verdict.RescaleEach(new[] { 0.5, 1 }, "a"),
            Verdict.RescaleEach(new[] { 1, 0.5 }, "a"),
            Verdict.RescaleEach(new[] { 0.5, 0.5 }, "a"),
            Verdict.Join(Verdict.Rescale(0.5, "a"), Verdict.RescaleEach(new[] { 0.5, 1 }, "a")),
            Verdict.Skip("a"),
            Verdict.Skip("b"),
            Verdict.Rollback("a"),
            Verdict.Halt("a"),
        ];
        for (var i = 0; i < all.Length; i++)
        for (var j = 0; j < all.Length; j++)
        {
            Assert.Equal(i == j, all[i] == all[j]);
            Assert.Equal(i != j, all[i] != all[j]);
            Assert.Equal(i == j, all[i].Equals((object)all[j].Keep()));
        }

        Assert.False(Verdict.Proceed.Equals("Proceed"));
    }

    [Fact]
    public void Another_reason_changes_nothing_else()
    {
        var each = Verdict.RescaleEach(new[] { 0.5, 1 }, "a").Because("b");
        Assert.Equal(Verdict.RescaleEach(new[] { 0.5, 1 }, "b"), each);
        Assert.Equal(Verdict.Halt("b"), Verdict.Halt("a").Because("b"));
    }
}

using CsCheck;

namespace Ballast.Core.Tests.Rules;

/// <summary>The laws that make the order of rules irrelevant.</summary>
public sealed class VerdictLaws
{
    [Fact]
    public void Join_is_idempotent() => Some.Verdicts.Sample(a => Verdict.Join(a, a) == a);

    [Fact]
    public void Join_is_commutative() =>
        Gen.Select(Some.Verdicts, Some.Verdicts).Sample((a, b) => Verdict.Join(a, b) == Verdict.Join(b, a));

    [Fact]
    public void Join_is_associative() =>
        Gen.Select(Some.Verdicts, Some.Verdicts, Some.Verdicts)
            .Sample((a, b, c) => Verdict.Join(a, Verdict.Join(b, c)) == Verdict.Join(Verdict.Join(a, b), c));

    [Fact]
    public void Proceed_is_the_identity() =>
        Some.Verdicts.Sample(a => Verdict.Join(a, Verdict.Proceed) == a && Verdict.Join(Verdict.Proceed, a) == a);

    [Fact]
    public void Halt_is_the_top() => Some.Verdicts.Sample(a => Verdict.Join(a, Verdict.Halt("stop")).Kind == VerdictKind.Halt);

    [Fact]
    public void Join_is_at_least_as_severe_as_both() =>
        Gen.Select(Some.Verdicts, Some.Verdicts)
            .Sample(
                (a, b) =>
                {
                    var joined = Verdict.Join(a, b);
                    return joined.Kind == (VerdictKind)Math.Max((int)a.Kind, (int)b.Kind)
                        && (
                            joined.Kind != VerdictKind.Rescale
                            || Enumerable.Range(0, 3).All(i => joined.ScaleOf(i) == Math.Min(a.ScaleOf(i), b.ScaleOf(i)))
                        );
                }
            );

    [Fact]
    public void The_smallest_scale_is_the_smallest_of_all_scales() =>
        Some.Verdicts.Sample(a => a.MinScale <= a.Scale && Enumerable.Range(0, 3).All(i => a.MinScale <= a.ScaleOf(i)));

    [Fact]
    public void A_kept_verdict_is_equal_and_does_not_change_with_the_rule()
    {
        double[] scales = [0.5, 1];
        var verdict = Verdict.RescaleEach(scales, "why");
        var kept = verdict.Keep();
        Assert.Equal(verdict, kept);
        scales[0] = 0.25;
        Assert.Equal(0.5, kept.ScaleOf(0));
        Assert.Equal(VerdictKind.Skip, Verdict.Skip("x").Keep().Kind);
    }
}

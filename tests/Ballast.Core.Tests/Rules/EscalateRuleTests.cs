namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class EscalateRuleTests
{
    private static readonly GradientReading Good = Some.Reading(0, 1, 1),
        Bad = Some.Reading(0, double.NaN, 1);

    [Fact]
    public void The_41st_refusal_in_a_row_halts()
    {
        var verdicts = RuleSetTests.Drive(new RuleSet([Rules.Escalate(after: 40)]), Enumerable.Repeat(Bad, 41));
        Assert.All(verdicts.Take(40), it => Assert.Equal(VerdictKind.Skip, it.Kind));
        Assert.Equal(Verdict.Halt("41 refused steps in a row; last: loss is NaN"), verdicts[40]);
    }

    [Fact]
    public void One_step_taken_starts_the_count_anew()
    {
        var steps = Enumerable.Repeat(Bad, 40).Append(Good).Concat(Enumerable.Repeat(Bad, 40)).ToArray();
        var verdicts = RuleSetTests.Drive(new RuleSet([Rules.Escalate(after: 40)]), steps.Append(Bad));
        Assert.DoesNotContain(verdicts.SkipLast(1), it => it.Kind == VerdictKind.Halt);
        Assert.Equal(VerdictKind.Halt, verdicts[^1].Kind);
    }

    [Fact]
    public void Refusals_count_whoever_refused()
    {
        var rules = new RuleSet([Rules.Escalate(after: 1, to: VerdictKind.Rollback), Rules.When("never", _ => Verdict.Skip("no"))]);
        Assert.Equal([VerdictKind.Skip, VerdictKind.Rollback], RuleSetTests.Drive(rules, [Good, Good]).Select(it => it.Kind));
    }

    [Fact]
    public void Only_rollback_and_halt_can_follow() =>
        Assert.StartsWith(
            "to is Skip but must be Rollback or Halt.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Rules.Escalate(to: VerdictKind.Skip)).Message,
            StringComparison.Ordinal
        );
}

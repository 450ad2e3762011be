using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class RuleSetTests
{
    private static readonly Func<IGuardRule>[] Kinds =
    [
        () => Rules.ClipNorm(0.5),
        () => Rules.ClipSpikes(factor: 2, after: 2),
        () => Rules.Escalate(after: 2),
        () => Rules.When("loud", reading => reading.Norm > 100 ? Verdict.Skip("loud") : Verdict.Proceed),
        () => Rules.When("rising", reading => reading.Loss > 5 ? Verdict.Rollback("rising") : Verdict.Proceed),
    ];

    [Fact]
    public void The_order_of_rules_has_no_influence() =>
        Gen.Select(Gen.Shuffle(Kinds), Some.Readings)
            .Sample(
                (shuffled, readings) =>
                    Drive(new RuleSet(Kinds.Select(rule => rule())), readings)
                        .SequenceEqual(Drive(new RuleSet(shuffled.Select(rule => rule())), readings))
            );

    [Fact]
    public void No_rule_weakens_the_finite_floor() =>
        Gen.Select(Some.Verdicts.Array[0, 3], Some.Readings)
            .Sample(
                (opinions, readings) =>
                {
                    var rules = new RuleSet(opinions.Select((it, i) => Rules.When($"rule {i}", _ => it)));
                    return readings.All(reading => reading.IsFinite || !rules.Judge(reading).TakesStep);
                }
            );

    [Fact]
    public void The_floor_names_the_first_parameter_that_is_not_finite_or_the_loss()
    {
        var rules = new RuleSet([]);
        Assert.Equal(
            "gradient not finite: first in layer1.weight (1 of 12 values), while the loss is 1",
            rules.Judge(Some.Reading(0, 1, 5, double.NaN, double.PositiveInfinity)).Reason
        );
        Assert.Equal("loss is NaN", rules.Judge(Some.Reading(0, double.NaN, 5)).Reason);
        Assert.Equal(Verdict.Proceed, rules.Judge(Some.Reading(0, 1, 5)));
    }

    [Fact]
    public void Judging_changes_nothing() =>
        Some.Readings.Sample(readings =>
        {
            var rules = new RuleSet(Kinds.Select(rule => rule()));
            foreach (var reading in readings)
            {
                var first = rules.Judge(reading).Keep();
                if (rules.Judge(reading) != first)
                    return false;
                rules.Learn(reading, first);
            }

            return true;
        });

    [Fact]
    public void Two_rules_of_one_name_are_refused() =>
        Assert.StartsWith(
            "Two rules are named 'clip-norm': state is saved by name. Remove one, or give yours another name.",
            Assert.Throws<ArgumentException>(() => new RuleSet([Rules.ClipNorm(), Rules.ClipNorm()])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void State_of_other_rules_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => new RuleSet([Rules.ClipNorm()]).Load(new RuleSet([Rules.ClipSpikes()]).Save()));
        Assert.StartsWith(
            "The state was saved by the rules [clip-spikes] but this guard has [clip-norm]. Build the guard with the same rules.",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    internal static List<Verdict> Drive(RuleSet rules, IEnumerable<GradientReading> readings)
    {
        var verdicts = new List<Verdict>();
        foreach (var reading in readings)
        {
            verdicts.Add(rules.Judge(reading).Keep());
            rules.Learn(reading, verdicts[^1]);
        }

        return verdicts;
    }
}

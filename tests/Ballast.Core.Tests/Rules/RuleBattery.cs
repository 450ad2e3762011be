using System.Globalization;
using System.Reflection;
using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

/// <summary>What every rule must satisfy. A new rule joins with one row.</summary>
public sealed class RuleBattery
{
    private static readonly Dictionary<string, Func<IGuardRule>> Table = new()
    {
        [nameof(Rules.ClipNorm)] = () => Rules.ClipNorm(0.5),
        [nameof(Rules.ClipEach)] = () => Rules.ClipEach(0.5),
        [nameof(Rules.ClipSpikes)] = () => Rules.ClipSpikes(factor: 2, memory: 0.8, after: 3),
        [nameof(Rules.AutoClip)] = () => Rules.AutoClip(quantile: 0.4, memory: 7),
        [nameof(Rules.ZClip)] = () => Rules.ZClip(threshold: 1, memory: 0.8, after: 4),
        [nameof(Rules.AdaGC)] = () => Rules.AdaGC(factor: 1.2, memory: 0.8, after: 3, max: 2),
        [nameof(Rules.LossSpike)] = () => Rules.LossSpike(threshold: 3, memory: 50, after: 41), // a quiet step before that is no spike
        [nameof(Rules.Escalate)] = () => Rules.Escalate(after: 2),
        [nameof(Rules.When)] = () => Rules.When("loud", reading => reading.Norm > 10 ? Verdict.Skip("loud") : Verdict.Proceed),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Fact]
    public void Every_rule_of_the_library_has_a_row() =>
        Assert.Equal(
            typeof(Rules)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Where(it => it.ReturnType == typeof(IGuardRule))
                .Select(it => it.Name)
                .Order(),
            Table.Keys.Order()
        );

    [Fact]
    public void Names_are_those_of_states_that_were_saved() =>
        Assert.Equal(
            ["clip-norm", "clip-each", "clip-spikes", "autoclip", "zclip", "adagc", "loss-spike", "escalate-to-halt", "loud"],
            Table.Values.Select(make => make().Name)
        );

    [Fact]
    public void Other_names_that_states_are_saved_under() =>
        Assert.Equal(
            ["escalate-to-rollback", "update-cap"],
            [Rules.Escalate(after: 2, to: VerdictKind.Rollback).Name, Rules.UpdateCap().Name]
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void Non_finite_numbers_never_enter_a_running_statistic(string name) =>
        Gen.Select(Some.Readings, Some.Readings)
            .Sample(
                (before, after) =>
                {
                    // one step that is taken ends the count of refusals, which is meant to see refused steps
                    var quiet = Some.Reading(99, 1, 0.01, 0.01, 0.01);
                    var (all, taken) = (new RuleSet([Table[name]()]), new RuleSet([Table[name]()]));
                    foreach (var reading in before)
                    {
                        var verdict = all.Judge(reading).Keep();
                        all.Learn(reading, verdict);
                        if (verdict.TakesStep)
                            taken.Learn(reading, verdict);
                    }

                    return RuleSetTests.Drive(all, [quiet, .. after]).SequenceEqual(RuleSetTests.Drive(taken, [quiet, .. after]));
                }
            );

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loaded_rule_behaves_like_the_saved_one(string name) =>
        Gen.Select(Some.Readings, Some.Readings)
            .Sample(
                (before, after) =>
                {
                    var (saved, loaded) = (new RuleSet([Table[name]()]), new RuleSet([Table[name]()]));
                    RuleSetTests.Drive(saved, before);
                    loaded.Load(saved.Save());
                    return RuleSetTests.Drive(saved, after).SequenceEqual(RuleSetTests.Drive(loaded, after));
                }
            );

    [Theory]
    [MemberData(nameof(Names))]
    public void Garbage_is_refused_with_a_clear_message(string name)
    {
        foreach (
            var garbage in new[]
            {
                "hello",
                "1 2 3",
                "| x",
                "NaN | 1",
                "1 2 | 2",
                "| -3",
                "0.5 | -1",
                "| 99999999999999999999",
                "1 | 2 | 3",
                new string('x', 500),
            }
        )
        {
            var rule = Table[name]();
            var fault = Assert.Throws<FormatException>(() => rule.Load(garbage));
            var shown = garbage.Length > 60 ? garbage[..60] + "…" : garbage;
            Assert.Equal(
                $"'{shown}' is not a state of the rule {rule.Name}: the checkpoint is "
                    + "damaged or comes from another version. Start without it.",
                fault.Message
            );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_culture_of_the_machine_has_no_influence(string name)
    {
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = german;
            var (saved, loaded) = (Table[name](), Table[name]());
            saved.Learn(Some.Reading(0, 1, 1.5, 2.5, 3.5), Verdict.Proceed);
            loaded.Load(saved.Save());
            Assert.Equal(saved.Save(), loaded.Save());
            Assert.DoesNotContain(',', saved.Save());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

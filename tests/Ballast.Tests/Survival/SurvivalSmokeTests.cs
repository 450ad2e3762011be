using Ballast.Lab;

namespace Ballast.Tests.Survival;

public sealed class SurvivalSmokeTests
{
    public static TheoryData<string> AllPolicies => [.. Policies.All.Select(policy => policy.Name)];

    [Theory]
    [InlineData("label_burst")]
    [InlineData("poison_nan")]
    [InlineData("poisson_exp")]
    public void The_guard_survives_what_plain_training_does_not(string name)
    {
        var scenario = Scenarios.Public.Single(scenario => scenario.Name == name);
        var (plain, guarded) = (
            TrialRunner.Run(scenario, Policies.Create("none"), 0),
            TrialRunner.Run(scenario, Policies.Create("auto"), 0)
        );
        Assert.False(plain.Survived);
        Assert.True(guarded.Strict, $"{name}: final loss {guarded.Final}, gap {guarded.Gap}");
    }

    [Theory]
    [InlineData("factorisation")]
    [InlineData("adam_betas")]
    [InlineData("far_targets")]
    public void Plain_training_does_not_survive(string name) =>
        Assert.False(
            TrialRunner
                .Run(Scenarios.Tune.Concat(Scenarios.Check).Single(scenario => scenario.Name == name), Policies.Create("none"), 0)
                .Survived
        );

    [Theory, MemberData(nameof(AllPolicies))]
    public void Every_policy_trains_to_the_end_and_the_same_way_twice(string name)
    {
        var scenario = new GentleScenario();
        var (first, second) = (TrialRunner.Run(scenario, Policies.Create(name), 1), TrialRunner.Run(scenario, Policies.Create(name), 1));
        Assert.Equal(name, first.Policy);
        Assert.Equal(scenario.Steps, first.Curve.Count);
        Assert.Equal(first.Curve, second.Curve);
        Assert.Equal(first.Final, second.Final);
    }

    [Fact]
    public void A_training_that_the_guard_halts_is_judged_by_the_weights_it_left()
    {
        var result = TrialRunner.Run(new HopelessScenario(), Policies.Create("auto"), 0);
        Assert.Equal(40, result.HaltedAt);
        Assert.Equal(1, result.Gap, 6);
    }

    [Fact]
    public void An_unknown_policy_is_named_with_those_there_are() =>
        Assert.Contains("combo-warmcos", Assert.Throws<ArgumentException>(() => Policies.Create("cmbo")).Message, StringComparison.Ordinal);
}

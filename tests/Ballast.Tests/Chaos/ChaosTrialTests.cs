using System.Text.Json;
using Ballast.Lab;
using Ballast.Testing;

namespace Ballast.Tests.Chaos;

/// <summary>The chaos suite finds what does not hold, and shrinks it.</summary>
public sealed class ChaosTrialTests
{
    private static ChaosFault Fault(ChaosKind kind, long step, FaultKind value = FaultKind.NaN) => new(kind, step, value, 1234, 30, 100);

    private static ChaosTrial Trial(Func<ChaosPlan, string, ChaosFault?, string?>? resume = null) =>
        new(resume ?? ((_, _, _) => throw new InvalidOperationException("Nothing is killed here.")));

    [Fact]
    public void The_same_number_is_the_same_trial_and_all_kinds_are_drawn()
    {
        Assert.Equal(JsonSerializer.Serialize(ChaosPlan.Draw(17)), JsonSerializer.Serialize(ChaosPlan.Draw(17)));
        var plans = Enumerable.Range(0, 400).Select(number => ChaosPlan.Draw(number)).ToArray();
        Assert.Equal(Enum.GetValues<ChaosKind>(), plans.SelectMany(plan => plan.Faults).Select(fault => fault.Kind).Distinct().Order());
        Assert.All(plans, plan => Assert.InRange(plan.Faults.Count, 1, 4));
        var back = JsonSerializer.Deserialize<ChaosPlan>(JsonSerializer.Serialize(plans[3]))!;
        Assert.Equal(plans[3].Faults, back.Faults);
    }

    [Theory]
    [InlineData(ChaosKind.Weight)]
    [InlineData(ChaosKind.Batch)]
    [InlineData(ChaosKind.Gradient)]
    [InlineData(ChaosKind.State)]
    [InlineData(ChaosKind.Snapshot)]
    public void A_NaN_anywhere_holds_and_ends_well(ChaosKind kind)
    {
        var result = Trial().Run(new("rows", 0, [Fault(kind, 100)]));
        Assert.Empty(result.Violations);
        Assert.True(result.EndedWell, $"{result.Accuracy} of {result.Undisturbed}");
        Assert.Equal(kind == ChaosKind.Weight ? 1 : 0, result.RolledBack);
    }

    /// <summary>An infinite weight closes a gate for good: loss and gradients stay finite.</summary>
    [Fact]
    public void A_gate_that_an_infinite_weight_closed_is_seen_in_the_same_step()
    {
        ChaosFault[] faults = [new(ChaosKind.Weight, 130, FaultKind.Infinity, 733650, 22, 10)];
        var result = Trial().Run(new("series", 3, faults));
        Assert.Empty(result.Violations);
        Assert.Equal((1, true), (result.RolledBack, result.EndedWell));
    }

    [Fact]
    public void A_weight_and_every_snapshot_before_it_end_in_a_halt_that_says_so()
    {
        var result = Trial()
            .Run(
                new(
                    "rows",
                    0,
                    [.. Enumerable.Range(0, 60).Select(i => Fault(ChaosKind.Snapshot, 90) with { Index = i }), Fault(ChaosKind.Weight, 90)]
                )
            );
        Assert.Equal(0, result.RolledBack);
        // nothing is left to go back to
        Assert.Contains(result.Violations, it => it.StartsWith("not finite at the end", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_weights_after_a_kill_are_a_violation_which_is_shrunk_to_one_kill()
    {
        var trial = Trial((_, _, fault) => fault is null ? "other bits" : "not killed in time");
        var found = trial.Run(new("series", 0, [Fault(ChaosKind.Kill, 10), Fault(ChaosKind.Checkpoint, 10), Fault(ChaosKind.Kill, 50)]));
        Assert.Contains("the weights are not those of a training that was never stopped", found.Violations);
        var shrunk = trial.Shrink(found);
        Assert.Equal(ChaosKind.Kill, Assert.Single(shrunk.Plan.Faults).Kind);
    }
}

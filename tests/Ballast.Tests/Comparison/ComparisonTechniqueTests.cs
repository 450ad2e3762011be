using Ballast.Lab;

namespace Ballast.Tests.Comparison;

[TensorTests]
public sealed class ComparisonTechniqueTests
{
    /// <summary>At a rate that drops nothing the recurrence walked step by step is that of libtorch.</summary>
    [Theory]
    [InlineData("tanh-recurrence-1.8"), InlineData("local-recurrence"), InlineData("lstm-rate")]
    public void Dropout_in_a_cell_changes_nothing_else(string name)
    {
        var task = ComparisonTasks.Of(name);
        var plain = TrialRunner.Run(task, ComparisonTechniques.Of("baseline"), seed: 1, steps: 2)!;
        foreach (var zoneout in new[] { false, true })
        {
            var dropped = TrialRunner.Run(
                task,
                new ComparisonTechnique("faint", "drops nothing", "") { Dropout = 1e-9, IsZoneout = zoneout },
                seed: 1,
                steps: 2
            )!;
            Assert.InRange(dropped.TestLoss / plain.TestLoss, 0.999, 1.001);
            Assert.InRange(dropped.GradientNorms[1] / plain.GradientNorms[1], 0.99, 1.01);
        }
    }

    [Theory]
    [InlineData("sgd-rate"), InlineData("calm-conv"), InlineData("attention-rate"), InlineData("tanh-recurrence-2")]
    public void Dropout_drops_in_training(string name)
    {
        var task = ComparisonTasks.Of(name);
        double First(string technique) => TrialRunner.Run(task, ComparisonTechniques.Of(technique), seed: 1, steps: 1)!.Losses[0];
        Assert.NotEqual(First("baseline"), First("dropout-0.5"));
        Assert.Equal(First("dropout-0.5"), First("dropout-0.5"));
    }

    [Fact]
    public void Zoneout_has_no_place_in_a_perceptron() =>
        Assert.Null(TrialRunner.Run(ComparisonTasks.Of("calm-sgd"), ComparisonTechniques.Of("zoneout-0.2"), 1, steps: 1));

    [Fact]
    public void The_baseline_is_a_step_without_a_method()
    {
        var task = ComparisonTasks.Of("little-data");
        var (technique, options) = (
            TrialRunner.Run(task, ComparisonTechniques.Of("baseline"), seed: 3)!,
            TrialRunner.Run(task, new ComparisonTechnique("plain", "a guard without rules", ""), seed: 3)!
        );
        Assert.Equal(options.Digest, technique.Digest);
        Assert.Equal(600, technique.Losses.Count);
        Assert.True(task.Survives(technique.Value));
        Assert.Equal(technique.Value, technique.TestAccuracy, 1e-9);
        Assert.InRange(technique.TestLoss, 0.5, 2);
    }

    /// <summary>What an optimizer does wrong is within its step, whichever optimizer it is, and so within what a cap limits.</summary>
    [Theory]
    [InlineData("baseline", false), InlineData("clip-1", false), InlineData("unit-cap", true), InlineData("auto-guard", true)]
    [InlineData("auto-guard-recovery", true), InlineData("flip-auto", true)]
    public void Faults_of_an_update_strike_every_technique(string technique, bool survives)
    {
        var task = ComparisonTasks.Of("weight-faults");
        var result = TrialRunner.Run(task, ComparisonTechniques.Of(technique), seed: 1)!;
        Assert.Equal(survives, task.Survives(result.Value));
    }

    [Theory]
    [InlineData("sgd-rate", 0.2, true), InlineData("sgd-rate", 0.19, false), InlineData("sgd-rate", double.NaN, false)]
    [InlineData("heavy-tails", 1, true), InlineData("heavy-tails", 1.1, false), InlineData("lstm-rate", double.NaN, false)]
    public void Who_is_no_better_than_a_constant_has_not_survived(string task, double value, bool survived) =>
        Assert.Equal(survived, ComparisonTasks.Of(task).Survives(value));

    /// <summary>Every technique trains a few steps of a healthy task and leaves finite weights.</summary>
    [Fact]
    public void Every_technique_trains()
    {
        foreach (var technique in ComparisonTechniques.All.Where(it => !it.IsZoneout))
            Assert.True(TrialRunner.Run(ComparisonTasks.Of("calm-sgd"), technique, seed: 1, steps: 40)!.TestLoss < 2, technique.Name);
    }
}

using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Every remedy of set-up through the same laws.</summary>
public sealed class RemedyBattery
{
    private const double Bounded = 1e4;
    private const int Batches = 12;

    public static TheoryData<RemedyRow> Rows => [.. RemedyRow.All];

    [Fact]
    public void Every_remedy_is_here() =>
        Assert.Equal(
            Preparer.Remedies.Select(remedy => remedy.GetType().Name).Distinct().Order(),
            RemedyRow.All.Select(row => row.Remedy.GetType().Name).Distinct().Order()
        );

    [Theory]
    [MemberData(nameof(Rows))]
    public void Suspecting_changes_nothing_and_a_proposal_is_bounded_and_taken_back_to_the_bit(RemedyRow row)
    {
        using var scope = NewDisposeScope();
        var trial = Build(row.Scenario);
        using var table = new ParameterTable(trial.Optimizer.parameters(), trial.Model.named_parameters());
        var (inputs, outputs) = (new InputStandard(trial.Model), new OutputStandard(trial.Model));
        using var seen = new Examination(trial.Model, table, inputs, outputs, trial.Optimizer, Losses(trial).GetEnumerator());
        var before = (Weights: Values(trial.Model), Answers: Answers(trial));
        var remedy = row.Remedy;
        Assert.True(remedy.Suspects(seen));
        Assert.Equal(before.Weights, Values(trial.Model));
        Assert.Equal(before.Answers, Answers(trial));
        using var undo = new SetupUndo(table, inputs.Remember(), outputs.Remember());
        for (var way = 0; way < remedy.Ways; way++)
        {
            Assert.NotEmpty(remedy.Propose(seen, way));
            Assert.NotEqual(before.Answers, Answers(trial));
            var sizes = Sized(before.Weights).Zip(Sized(Values(trial.Model)), (old, now) => (old, now)).Where(it => it.old > 0);
            Assert.All(sizes, it => Assert.InRange(it.now / it.old, 1 / Bounded, Bounded));
            undo.TakeBack();
            Assert.Equal(before.Weights, Values(trial.Model));
            Assert.Equal(before.Answers, Answers(trial));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void It_is_kept_where_it_helps(RemedyRow row)
    {
        using var scope = NewDisposeScope();
        var trial = Build(row.Scenario);
        var before = trial.Evaluate();
        using var guard = StepGuard.For(trial.Model, trial.Optimizer);
        var done = guard.Prepare(Enumerable.Range(0, Batches).Select(trial.Batch), trial.LossOf).Done;
        Assert.Contains(done, words => !words.Contains("taken back", StringComparison.Ordinal));
        Assert.True(trial.Evaluate() < before || !double.IsFinite(before), $"{trial.Evaluate()} after {before}");
    }

    /// <summary>All but <c>vae_adam</c>, which gains by being repaired: docs/survival.md.</summary>
    public static TheoryData<string> Healthy => [.. Scenarios.Controls.Select(scenario => scenario.Name).Where(name => name != "vae_adam")];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void A_healthy_training_is_left_as_it_is(string name)
    {
        using var scope = NewDisposeScope();
        var trial = Build(name);
        var before = Values(trial.Model);
        using var guard = StepGuard.For(trial.Model, trial.Optimizer);
        Assert.True(guard.Prepare(Enumerable.Range(0, Batches).Select(trial.Batch), trial.LossOf).Healthy);
        Assert.Equal(before, Values(trial.Model));
    }

    private static Trial Build(string name)
    {
        var trial = Scenarios.Sets.Values.SelectMany(set => set).First(scenario => scenario.Name == name).Build(0);
        trial.Model.train();
        return trial;
    }

    private static IEnumerable<Func<Tensor>> Losses(Trial trial) =>
        Enumerable.Range(0, Batches).Select(trial.Batch).ToArray().Select(batch => (Func<Tensor>)(() => trial.LossOf(batch)));

    private static double[][] Values(nn.Module model) => [.. model.parameters().Select(Holder.Values)];

    private static IEnumerable<double> Sized(double[][] weights) =>
        weights.Where(values => values.Length > 64).Select(values => Math.Sqrt(values.Sum(value => value * value)));

    private static double[] Answers(Trial trial)
    {
        using var off = no_grad();
        using var quiet = new Undisturbed(trial.Model);
        return Holder.Values(trial.Model.call(trial.Batch(0).X));
    }
}

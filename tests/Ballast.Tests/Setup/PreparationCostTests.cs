using Ballast.Lab;
using Ballast.Testing;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What <see cref="StepGuard.Prepare(IEnumerable{Tensor}, Func{Tensor, Tensor})"/> costs, and that it is all or nothing.</summary>
[TensorTests]
public sealed class PreparationCostTests
{
    // but for one that is repaired: see RemedyBattery
    public static TheoryData<string> Healthy => [.. Scenarios.Controls.Select(scenario => scenario.Name).Where(name => name != "vae_adam")];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void A_healthy_training_pays_a_few_passes(string name)
    {
        var trial = Scenarios.Controls.Single(scenario => scenario.Name == name).Build(0);
        using var guard = StepGuard.For(trial.Model, trial.Optimizer);
        var passes = 0;
        var preparation = guard.Prepare(Enumerable.Range(0, 16).Select(trial.Batch), batch =>
        {
            passes++;
            return trial.LossOf(batch);
        });
        Assert.Empty(preparation.Done);
        Assert.InRange(passes, 1, 8);
    }

    [Theory]
    [InlineData(10)] // while it looks
    [InlineData(40)] // within a rehearsal
    [InlineData(80)]
    public void If_the_loss_throws_everything_is_as_it_was(int after)
    {
        using var model = new ExplodingNet(seed: 1, gain: 3, depth: 12);
        using var optimizer = Ballast.Optimizers.Adam(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        var inputs = Inputs(scale: 1000); // standardised as well as rescaled
        var before = model.parameters().Select(Holder.Values).ToArray();
        var output = Holder.Values(model.call(inputs[0]));
        var passes = 0;
        var fault = Assert.Throws<FormatException>(() =>
            guard.Prepare(inputs, x => ++passes > after ? throw new FormatException("a broken file") : model.call(x).square().mean())
        );
        Assert.Equal("a broken file", fault.Message);
        Assert.Equal(before, model.parameters().Select(Holder.Values).ToArray());
        Assert.Equal(output, Holder.Values(model.call(inputs[0])));
        Assert.All(guard.Parameters, p => Assert.Equal(1, p.Kept));
    }

    private static Tensor[] Inputs(double scale = 1)
    {
        using var generator = new Generator(50);
        return [.. Enumerable.Range(0, 8).Select(_ => randn([64, 10], generator: generator).mul(scale))];
    }
}

using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Tests.Survival;

[TensorTests]
public sealed class PolicyTests
{
    [Theory]
    [InlineData(1e6)]
    [InlineData(1e-3)]
    public void Keras_clips_every_tensor_to_a_norm_of_its_own(double factor)
    {
        using var scope = NewDisposeScope();
        var trial = Scenarios.Controls.Single(scenario => scenario.Name == "reg_sgd").Build(0);
        using var run = Policies.Create("keras-clipnorm-1").Start(trial, 1);
        var before = Weights(trial);
        run.Step(trial.LossOf(trial.Batch(0)) * factor);
        var rate = run.Optimizer.ParamGroups.First().LearningRate;
        var moved = Weights(trial).Zip(before, (after, start) => (after - start).norm().item<float>() / rate).ToArray();
        Assert.All(moved, norm => Assert.InRange(norm, 0, 1.001));
        if (factor > 1)
            Assert.All(moved, norm => Assert.InRange(norm, 0.999, 1.001));
        else
            Assert.All(trial.Model.parameters().Zip(moved), pair => Assert.Equal(pair.First.grad!.norm().item<float>(), pair.Second, 1e-4));
    }

    [Theory]
    [InlineData("rewind-skip")]
    [InlineData("rewind-combo")]
    public void A_spike_brings_weights_and_moments_back_and_passes_over_ten_batches(string name)
    {
        using var scope = NewDisposeScope();
        var trial = Scenarios.Public.Single(scenario => scenario.Name == "label_burst").Build(0); // Adam, and no fault before batch 30
        using var run = Policies.Create(name).Start(trial, 300);
        var start = Weights(trial);
        var first = Steps(trial, run, 25);
        Step(trial, run, 25, 1e9);
        Assert.True(Same(start, Weights(trial))); // the snapshot of step 20 is too young
        for (var step = 26; step < 35; step++)
            Step(trial, run, step, double.NaN);
        Assert.True(Same(start, Weights(trial)));
        Assert.Equal(10, run.Skipped);
        Assert.True(Same(first, Steps(trial, run, 25)));
    }

    [Theory]
    [InlineData(0.51, true)]
    [InlineData(0.49, false)]
    [InlineData(-0.4, false)]
    public void A_spike_is_measured_from_the_median_where_the_loss_is_negative(double last, bool rewinds)
    {
        using var scope = NewDisposeScope();
        var trial = Scenarios.Controls.Single(scenario => scenario.Name == "reg_sgd").Build(0);
        using var run = Policies.Create("rewind-skip").Start(trial, 300);
        for (var step = 0; step < 25; step++)
            run.Step(Level(-0.5));
        run.Step(Level(last));
        Assert.Equal(rewinds ? 1 : 0, run.Skipped);

        Tensor Level(double value)
        {
            run.Optimizer.zero_grad();
            return (trial.LossOf(trial.Batch(0)) * 0) + value;
        }
    }

    [Fact]
    public void After_a_rewind_there_is_none_for_20_steps()
    {
        using var scope = NewDisposeScope();
        var trial = Scenarios.Public.Single(scenario => scenario.Name == "label_burst").Build(0);
        using var run = Policies.Create("rewind-combo").Start(trial, 300);
        Steps(trial, run, 25);
        Step(trial, run, 25, 1e9);
        for (var step = 0; step < 9; step++)
            Step(trial, run, 0, 1);
        var before = Weights(trial);
        Step(trial, run, 0, 1e9);
        Assert.False(Same(before, Weights(trial)));
        Assert.Equal(10, run.Skipped);
    }

    [Theory]
    [InlineData("fm_sgd", 1e-3)]
    [InlineData("rnn_adam", 3e-3)]
    public void What_replaces_the_optimizer_takes_the_rate_over_from_one_of_its_kind(string scenario, double rate)
    {
        using var scope = NewDisposeScope();
        var given = double.NaN;
        var policy = new GuardedPolicy("other", _ => GuardOptions.Off)
        {
            Replacement = (parameters, lr) => Optimizers.AdamW(parameters, given = lr),
        };
        using var run = policy.Start(Scenarios.Controls.Single(control => control.Name == scenario).Build(0), 1);
        Assert.Equal(rate, given);
        Assert.Equal(rate, run.Optimizer.ParamGroups.First().LearningRate);
    }

    private static Tensor[] Steps(Trial trial, PolicyRun run, int count)
    {
        for (var step = 0; step < count; step++)
            Step(trial, run, step, 1);
        return Weights(trial);
    }

    private static void Step(Trial trial, PolicyRun run, int batch, double factor)
    {
        run.Optimizer.zero_grad();
        run.Step(trial.LossOf(trial.Batch(batch)) * factor);
    }

    private static Tensor[] Weights(Trial trial) => [.. trial.Model.parameters().Select(parameter => parameter.detach().clone())];

    private static bool Same(Tensor[] a, Tensor[] b) => a.Zip(b).All(pair => pair.First.equal(pair.Second).all().item<bool>());
}

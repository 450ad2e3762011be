using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Set-up: what explodes before the first step is repaired, what is healthy is left alone to the bit.</summary>
[TensorTests]
public sealed class PrepareTests
{
    private static Tensor[] Inputs(int count, long features, double scale = 1, double shift = 0) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    using var g = new Generator((ulong)i + 50);
                    return randn([64, features], generator: g).mul(scale).add(shift);
                }),
        ];

    [Fact]
    public void Depth_that_explodes_is_rescaled_to_unit_outputs()
    {
        using var model = new ExplodingNet(seed: 1, gain: 2.5, depth: 12);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        var inputs = Inputs(5, 10);
        var preparation = guard.Prepare(inputs, x => model.call(x).square().mean());
        Assert.Contains("the output of layers.linear", preparation.Trouble, StringComparison.Ordinal);
        Assert.Contains("layers rescaled to unit output", preparation.Done[0], StringComparison.Ordinal);
        Assert.InRange(Sizes.RootMeanSquare(model.call(inputs[0])), 0.1, 8);
    }

    [Theory]
    [InlineData(1, 1)] // healthy
    [InlineData(1, 1000)] // outputs far off
    [InlineData(3, 1)] // weights too large
    public void A_loss_may_take_a_gradient_itself(double gain, double far)
    {
        // a gradient penalty: without gradients switched on, libtorch would end the process here
        using var model = new ExplodingNet(seed: 1, gain: gain, depth: 4);
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters()));
        Tensor Loss(Tensor x)
        {
            var input = x.detach().requires_grad_();
            var output = model.call(input);
            var slope = autograd.grad([output], [input], [ones_like(output)], create_graph: true, retain_graph: true)[0];
            return (output - far).square().mean() + (slope.square().sum(1) - 1).square().mean();
        }

        guard.Prepare(Inputs(5, 10), Loss);
        guard.Step(Backward(Loss(Inputs(1, 10)[0])));
        Assert.All(model.parameters(), p => Assert.True(p.isfinite().all().item<bool>()));
    }

    private static Tensor Backward(Tensor loss)
    {
        loss.backward();
        return loss;
    }

    [Fact]
    public void A_repaired_net_begins_near_the_loss_of_one_that_says_nothing()
    {
        using var model = new ExplodingNet(seed: 1, gain: 2.5, depth: 12);
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters()));
        var inputs = Inputs(5, 10);
        // an answer of 0 has 3; unit outputs would have some 10
        Tensor Loss(Tensor x) => nn.functional.mse_loss(model.call(x).exp(), ones(64, 1)) + 3;
        var done = guard.Prepare(inputs, Loss).Done;
        Assert.StartsWith("all matrices times", done[^1], StringComparison.Ordinal);
        Assert.InRange(Loss(inputs[0]).item<float>(), 3, 4.5);
        Assert.True(Sizes.RootMeanSquare(model.call(inputs[0])) > 0.1); // and no smaller than needed
    }

    [Fact]
    public void A_healthy_net_is_left_alone_to_the_bit_random_state_and_buffers_included()
    {
        using var model = nn.Sequential(
            ("linear", nn.Linear(10, 20)),
            ("norm", nn.BatchNorm1d(20)),
            ("drop", nn.Dropout(0.5)),
            ("head", nn.Linear(20, 1))
        );
        using var optimizer = Ballast.Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        random.manual_seed(7);
        var before = model.parameters().Concat(model.buffers()).Select(Holder.Values).ToArray();
        var preparation = guard.Prepare(Inputs(5, 10), x => model.call(x).square().mean());
        Assert.True(preparation.Healthy);
        Assert.Equal(before, model.parameters().Concat(model.buffers()).Select(Holder.Values).ToArray());
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
        var drawn = Holder.Values(rand(5));
        random.manual_seed(7);
        Assert.Equal(Holder.Values(rand(5)), drawn);
    }

    [Fact]
    public void One_clean_batch_means_that_the_data_is_at_fault_and_nothing_is_changed()
    {
        using var model = new ExplodingNet(seed: 2, gain: 1, depth: 3);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        var before = model.parameters().Select(Holder.Values).ToArray();
        var inputs = Inputs(3, 10);
        inputs[0][3, 4] = 1e18f;
        inputs[1][0, 0] = float.NaN;
        Assert.True(guard.Prepare(inputs, x => model.call(x).square().mean()).Healthy);
        Assert.Equal(before, model.parameters().Select(Holder.Values).ToArray());
    }

    [Fact]
    public void Raw_inputs_are_standardised_in_front_of_the_first_layer_and_the_guard_remembers_it()
    {
        using var model = new ExplodingNet(seed: 3, gain: 1, depth: 2);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 1);
        using var guard = StepGuard.For(model, optimizer);
        var inputs = Inputs(5, 10, scale: 70, shift: 100);
        var healthy = Holder.Values(model.call(Inputs(1, 10)[0]));
        var preparation = guard.Prepare(inputs, x => model.call(x).square().mean());
        Assert.StartsWith("inputs have size 1", preparation.Done[0], StringComparison.Ordinal);
        var repaired = Holder.Values(model.call(inputs[0]));
        Assert.All(healthy.Zip(repaired), pair => Assert.Equal(pair.First, pair.Second, 0.5));

        using var stream = new MemoryStream();
        guard.Save(stream);
        stream.Position = 0;
        using var copy = new ExplodingNet(seed: 3, gain: 1, depth: 2);
        using var other = StepGuard.For(copy, Ballast.Optimizers.SGD(copy.parameters()));
        other.Load(stream);
        Assert.Equal(repaired, Holder.Values(copy.call(inputs[0])));
    }

    [Fact]
    public void A_zoo_model_keeps_the_standardisation_in_its_own_affine()
    {
        using var model = Models.Mlp([10], 1, new ModelOptions { Hidden = [16] });
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 1);
        using var guard = StepGuard.For(model, optimizer);
        guard.Prepare(Inputs(5, 10, scale: 70, shift: 100), x => model.call(x).square().mean());
        var affine = model.modules().OfType<InputAffine>().Single();
        Assert.InRange(affine.Mean, 90, 110);
        Assert.InRange(affine.Std, 60, 80);
    }

    [Fact]
    public void A_weight_that_is_called_again_and_again_is_divided_by_its_growth_and_counted()
    {
        using var model = new Loop(1.4);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        var preparation = guard.Prepare(Inputs(5, 16), x => model.call(x).square().mean());
        Assert.Contains("grows", preparation.Trouble, StringComparison.Ordinal);
        Assert.Contains(preparation.Done, it => it.EndsWith("(it grew so much per call)", StringComparison.Ordinal));
        Assert.Equal(20, guard.Parameters.Single(p => p.Name == "cell.weight").Calls);
        Assert.InRange(Holder.Values(model.Cell.weight!)[0], 0.9, 1.1);
    }

    [Fact]
    public void Observing_says_what_is_wrong_and_changes_nothing()
    {
        using var model = new ExplodingNet(seed: 4, gain: 2.5, depth: 12);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer, GuardOptions.ObserveOnly);
        var before = model.parameters().Select(Holder.Values).ToArray();
        var preparation = guard.Prepare(Inputs(5, 10), x => model.call(x).square().mean());
        Assert.False(preparation.Healthy);
        Assert.Empty(preparation.Done);
        Assert.Equal(before, model.parameters().Select(Holder.Values).ToArray());
    }

    [Theory]
    [InlineData(1.0, 1.0)] // constant
    [InlineData(1.1, 1.1)] // exponential
    [InlineData(0.9, 0.9)]
    public void Growth_finds_the_rate_of_exponential_growth(double rate, double expected) =>
        Assert.Equal(expected, Trouble.Growth([.. Enumerable.Range(1, 32).Select(i => Math.Pow(rate, i))]), 6);

    [Fact]
    public void Growth_is_blind_to_a_polynomial_and_sees_infinity()
    {
        Assert.Equal(1, Trouble.Growth([.. Enumerable.Range(1, 32).Select(i => (double)i * i)]), 6);
        Assert.True(Trouble.Growth([1, 10, 100, 1000, double.PositiveInfinity, double.NaN]) >= 9.99);
        Assert.Equal(1, Trouble.Growth([1, 5, 25]));
    }

    /// <summary>One linear layer, gain times the identity, applied 20 times.</summary>
    private sealed class Loop : nn.Module<Tensor, Tensor>
    {
        public Loop(double gain)
            : base("loop")
        {
            using var off = no_grad();
            Cell.weight!.copy_(eye(16).mul(gain));
            register_module("cell", Cell);
        }

        public TorchSharp.Modules.Linear Cell { get; } = nn.Linear(16, 16, hasBias: false);

        public override Tensor forward(Tensor x) => Enumerable.Range(0, 20).Aggregate(x, (h, _) => Cell.call(h));
    }
}

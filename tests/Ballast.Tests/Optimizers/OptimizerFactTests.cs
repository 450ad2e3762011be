using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What is known of single optimizers, apart from their formulas.</summary>
[TensorTests]
public sealed class OptimizerFactTests
{
    public static TheoryData<string, Func<Parameter[], FusedOptimizer>, Func<Parameter[], optim.Optimizer>> Theirs =>
        new()
        {
            { "sgd", p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9), p => optim.SGD(p, 0.05, momentum: 0.9) },
            { "adam", p => Ballast.Optimizers.Adam(p, 0.01), p => optim.Adam(p, 0.01) },
            { "nadam", p => Ballast.Optimizers.NAdam(p, 0.01), p => optim.NAdam(p, 0.01) },
            { "adagrad", p => Ballast.Optimizers.Adagrad(p, 0.1, lr_decay: 0.01), p => optim.Adagrad(p, 0.1, lr_decay: 0.01) },
            { "rmsprop", p => Ballast.Optimizers.RMSprop(p, 0.01), p => optim.RMSProp(p, 0.01) },
            {
                "rmsprop-momentum",
                p => Ballast.Optimizers.RMSprop(p, 0.01, momentum: 0.8, centered: true),
                p => optim.RMSProp(p, 0.01, momentum: 0.8, centered: true)
            },
            { "adamax", p => Ballast.Optimizers.Adamax(p, 0.01), p => optim.Adamax(p, 0.01) },
        };

    [Theory]
    [Uncollected]
    [MemberData(nameof(Theirs))]
    public void Agrees_with_TorchSharps_where_that_is_right(
        string name,
        Func<Parameter[], FusedOptimizer> make,
        Func<Parameter[], optim.Optimizer> theirs
    )
    {
        using var ours = Holder.Random(1, ScalarType.Float64, [3, 5]);
        using var other = Holder.Random(1, ScalarType.Float64, [3, 5]);
        using var optimizer = make(ours.All);
        using var reference = theirs(other.All);
        for (var step = 0; step < 50; step++)
        {
            ours.SetGradients(step);
            other.SetGradients(step);
            optimizer.step();
            reference.step();
        }

        for (var i = 0; i < 15; i++)
            Assert.True(
                Math.Abs(other.Weights()[0][i] - ours.Weights()[0][i]) < 1e-8,
                $"{name}: {other.Weights()[0][i]:R} against {ours.Weights()[0][i]:R}"
            );
    }

    [Fact]
    public void Lion_and_Signum_move_every_weight_by_the_rate()
    {
        foreach (
            var make in new Func<Parameter[], FusedOptimizer>[]
            {
                p => Ballast.Optimizers.Lion(p, 0.01),
                p => Ballast.Optimizers.Signum(p, 0.01),
            }
        )
            Assert.All(Change(make, 3), change => Assert.Equal(0.01, Math.Abs(change), 1e-12));
    }

    [Fact]
    public void Layerwise_rates_are_shares_of_the_weights_norm()
    {
        using var model = Holder.Random(2, ScalarType.Float64, [4, 6]);
        var size = Norm(model.Weights()[0]);
        Assert.Equal(0.02 * size, Norm(Change(p => Ballast.Optimizers.LAMB(p, 0.02, weight_decay: 0), 1)), 1e-10);
        Assert.Equal(0.5 * 0.001 * size, Norm(Change(p => Ballast.Optimizers.LARS(p, 0.5, momentum: 0, eps: 0), 1)), 1e-10);
        Assert.Equal(0.03, Norm(Change(p => Ballast.Optimizers.NormalizedSGD(p, 0.03), 3)), 1e-10);
    }

    [Fact]
    public void Muons_singular_values_are_in_the_band_and_its_gradient_is_untouched()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var matrix = randn(64, 256, dtype: ScalarType.Float64, generator: generator);
        Assert.All(linalg.svdvals(MuonEngine.Orthogonalize(matrix, 5)).data<double>().ToArray(), value =>
            Assert.InRange(value, 0.68, 1.14)
        );
        Assert.All(linalg.svdvals(MuonEngine.Orthogonalize(matrix.t(), 5)).data<double>().ToArray(), value =>
            Assert.InRange(value, 0.68, 1.14)
        );
        Assert.Equal(0, MuonEngine.Orthogonalize(zeros(3, 4), 5).abs().max().item<float>());

        using var model = Holder.Random(3, ScalarType.Float32, [4, 6]);
        using var optimizer = Ballast.Optimizers.Muon(model.All);
        model.SetGradients(0);
        var before = Holder.Gradient(model.All[0]);
        optimizer.step();
        Assert.Equal(before, Holder.Gradient(model.All[0]));
    }

    [Fact]
    public void Muon_leaves_a_group_to_AdamW_on_request()
    {
        using var model = Holder.Random(4, ScalarType.Float64, [4, 6]);
        using var twin = Holder.Random(4, ScalarType.Float64, [4, 6]);
        using var muon = Ballast.Optimizers.Muon(
            [
                new ParamGroup
                {
                    Parameters = model.All,
                    Options = new FusedOptions { ["orthogonalize"] = 0 },
                },
            ],
            0.02,
            share: 0.5
        );
        using var adam = Ballast.Optimizers.AdamW(twin.All, 0.01, 0.9, 0.95, 1e-10, 0);
        for (var step = 0; step < 5; step++)
        {
            model.SetGradients(step);
            twin.SetGradients(step);
            muon.step();
            adam.step();
        }

        Assert.Equal(twin.Weights(), model.Weights());
    }

    [Fact]
    public void SPAM_cuts_a_spike_back_and_its_resets_do_not_amplify()
    {
        using var model = Holder.Random(5, ScalarType.Float64, [1, 3]);
        using var optimizer = Ballast.Optimizers.SPAM(model.All, 0.01, interval: 40, warmup: 0);
        for (var step = 0; step < 60; step++)
        {
            var before = model.Weights()[0];
            using var gradient = tensor([1.0, 1, step == 30 ? 1e6 : 1]).reshape(1, 3);
            Holder.SetGradient(model.All[0], gradient);
            optimizer.step();
            // no warm-up: the first step after the reset is one learning rate long, not 3.16 of them
            Assert.All(before.Zip(model.Weights()[0], (a, b) => a - b).Take(2), change => Assert.InRange(change, 0, 0.0101));
        }

        var state = (FusedState)optimizer.state_dict().State[0];
        Assert.Equal(Holder.Values(state.Slots[1]!)[0], Holder.Values(state.Slots[1]!)[2], 1e-12); // forgotten with the reset
    }

    [Fact]
    public void StableAdamW_is_AdamW_until_a_gradient_jumps()
    {
        using var stable = Holder.Random(6, ScalarType.Float64, [2, 3]);
        using var plain = Holder.Random(6, ScalarType.Float64, [2, 3]);
        using var ours = Ballast.Optimizers.StableAdamW(stable.All, 0.01, eps: 1e-12);
        using var adamw = Ballast.Optimizers.AdamW(plain.All, 0.01, 0.9, 0.99, 1e-12);
        for (var step = 0; step < 20; step++)
        {
            using var gradient = full([2, 3], Math.Pow(0.9, step), ScalarType.Float64); // falling: its size is below the running one
            Holder.SetGradient(stable.All[0], gradient);
            Holder.SetGradient(plain.All[0], gradient);
            ours.step();
            adamw.step();
        }

        for (var i = 0; i < 6; i++)
            Assert.Equal(plain.Weights()[0][i], stable.Weights()[0][i], 1e-10);
        var before = stable.Weights()[0][0];
        using var jump = full([2, 3], 1000.0, ScalarType.Float64);
        Holder.SetGradient(stable.All[0], jump);
        ours.step();
        Assert.InRange(before - stable.Weights()[0][0], 0, 0.004); // plain AdamW: above 0.01 times 10 sqrt(0.18)
    }

    [Fact]
    public void Weights_that_the_kernels_do_not_know_go_through_tensors_with_wide_state()
    {
        using var half = Holder.Random(8, ScalarType.Float16, [4, 6]);
        using var wide = Holder.Random(8, ScalarType.Float64, [4, 6]);
        using var narrow = Ballast.Optimizers.RAdam(half.All, 0.01);
        using var full = Ballast.Optimizers.RAdam(wide.All, 0.01);
        for (var step = 0; step < 20; step++)
        {
            half.SetGradients(step);
            wide.SetGradients(step);
            narrow.step();
            full.step();
        }

        for (var i = 0; i < 24; i++)
            Assert.Equal(wide.Weights()[0][i], half.Weights()[0][i], 0.01);
        Assert.Equal(ScalarType.Float32, ((FusedState)narrow.state_dict().State[0]).Slots[0]!.dtype);
    }

    [Fact]
    public void Decay_can_be_left_to_matrices()
    {
        using var model = Holder.Random(9, ScalarType.Float32, [2, 3], [3]);
        using var optimizer = Ballast.Optimizers.SGD(ParameterGroups.DecayOnlyMatrices(model.All), 0.1, weight_decay: 0.5);
        foreach (var parameter in model.All)
            Holder.SetGradient(parameter, zeros_like(parameter));
        var before = model.Weights();
        optimizer.step();
        for (var i = 0; i < 6; i++)
            Assert.Equal(before[0][i] * 0.95, model.Weights()[0][i], 1e-6);
        Assert.Equal(before[1], model.Weights()[1]);
    }

    [Fact]
    public void A_closure_is_run_once_with_gradients_and_its_loss_returned()
    {
        using var model = Holder.Random(7, ScalarType.Float32, [2, 3]);
        using var optimizer = Ballast.Optimizers.Lion(model.All, 0.01);
        var calls = 0;
        var before = model.Weights()[0];
        using var loss = optimizer.step(() =>
        {
            calls++;
            using var scope = NewDisposeScope();
            var value = model.All[0].square().sum();
            value.backward();
            return value.MoveToOuterDisposeScope();
        });
        Assert.Equal(1, calls);
        Assert.Equal(before.Sum(w => w * w), loss!.item<float>(), 1e-4);
        Assert.All(before.Zip(model.Weights()[0]), pair =>
            Assert.True(Math.Abs(pair.Second) < Math.Abs(pair.First) || Math.Abs(pair.First) < 0.01)
        );
    }

    private static double[] Change(Func<Parameter[], FusedOptimizer> make, int steps)
    {
        using var model = Holder.Random(2, ScalarType.Float64, [4, 6]);
        using var optimizer = make(model.All);
        double[] before = [];
        for (var step = 0; step < steps; step++)
        {
            before = model.Weights()[0];
            model.SetGradients(step);
            optimizer.step();
        }

        return [.. before.Zip(model.Weights()[0], (a, b) => a - b)];
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));
}

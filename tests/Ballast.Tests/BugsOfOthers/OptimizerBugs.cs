using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.BugsOfOthers;

/// <summary>Mistakes that well-known optimizers ship with, as tests that ours have none of them.</summary>
[TensorTests]
public sealed class OptimizerBugs
{
    public static TheoryData<string> Names => [.. OptimizerRow.All.Select(row => row.Name)];

    /// <summary>SPAM zeroes the moments and leaves the step counter, so that its next step is three times too long.</summary>
    [Fact]
    public void The_first_step_after_a_reset_of_SPAM_is_no_longer_than_the_first_of_all()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [30]);
        using var optimizer = Ballast.Optimizers.SPAM(model.All, 0.1, interval: 25);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions());
        using var loss = tensor(1f);
        for (var step = 0; step < 60; step++)
        {
            model.SetGradients(step);
            var before = model.Weights()[0];
            guard.Step(loss);
            if (step is 25 or 50)
                Assert.All(before.Zip(model.Weights()[0]), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.1001));
        }
    }

    /// <summary>The published code of stochastic mirror descent takes momentum and weight decay and ignores both.</summary>
    [Fact]
    public void Momentum_and_weight_decay_of_mirror_descent_change_the_result()
    {
        double[] Run(double momentum, double decay)
        {
            using var model = Holder.Random(1, ScalarType.Float32, [3, 4]);
            using var optimizer = Ballast.Optimizers.MirrorDescent(
                model.All,
                MirrorMaps.QNorm(1.5),
                lr: 0.01,
                momentum: momentum,
                weight_decay: decay
            );
            for (var step = 0; step < 5; step++)
            {
                model.SetGradients(7);
                optimizer.step();
            }

            return model.Weights()[0];
        }

        Assert.NotEqual(Run(0, 0), Run(0.9, 0));
        Assert.NotEqual(Run(0, 0), Run(0, 0.1));
    }

    /// <summary>log(sqrt(x² + b²) + x) is minus infinity in float32 for x = -50, b = 0.001.</summary>
    [Fact]
    public void Hypentropy_of_a_large_negative_weight_is_finite_and_odd()
    {
        double[] Moved(double w)
        {
            using var model = new Holder(tensor(new[] { (float)w, (float)w }).reshape(1, 2));
            using var optimizer = Ballast.Optimizers.MirrorDescent(model.All, MirrorMaps.Hypentropy(1e-3, scale: 1), lr: 0.01);
            Holder.SetGradient(model.All[0], ones(1, 2) * Math.Sign(w).Held());
            optimizer.step();
            return model.Weights()[0];
        }

        Assert.All(Moved(-50), value => Assert.InRange(value, -50, -49));
        Assert.Equal(Moved(50), Moved(-50).Select(value => -value));
    }

    /// <summary>
    /// Muon's code lerps into the gradient, turns a gradient of zeros into NaN in one variant, and steps vectors by another rule.
    /// </summary>
    [Fact]
    public void Muon_leaves_gradients_as_they_are_and_zeros_where_they_are()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [5, 4], [5]);
        using var optimizer = Ballast.Optimizers.Muon(model.All);
        model.SetGradients(2);
        var before = model.All.Select(Holder.Gradient).ToArray();
        optimizer.step();
        Assert.Equal(before, model.All.Select(Holder.Gradient));
        using var still = Holder.Random(1, ScalarType.Float32, [5, 4], [5]);
        using var other = Ballast.Optimizers.Muon(still.All);
        still.SetGradients(2, scale: 0);
        var weights = still.Weights();
        other.step();
        Assert.Equal(weights, still.Weights());
    }

    /// <summary>
    /// LAMB of others clips the global gradient to 1 before anything else, without saying so: a clip of one's own is a second one.
    /// </summary>
    [Fact]
    public void LAMB_clips_nothing_by_itself()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [3, 4]);
        using var optimizer = Ballast.Optimizers.LAMB(model.All);
        model.SetGradients(2, scale: 1000);
        optimizer.step();
        var moment = Holder.Values(optimizer.States.Single().Slots[0]!);
        Assert.All(Holder.Gradient(model.All[0]).Zip(moment), pair =>
            Assert.Equal(0.1 * pair.First, pair.Second, 1e-4 * Math.Abs(pair.First))
        );
    }

    /// <summary>Code that swaps neurons moves the momentum of SGD and leaves every other optimizer's state behind.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Rows_that_are_swapped_take_all_their_state_along(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Holder.Random(1, ScalarType.Float32, [6, 5]);
        using var optimizer = OptimizerRow.All.Single(row => row.Name == name).Make(model.All);
        for (var step = 0; step < 3; step++)
        {
            model.SetGradients(step);
            optimizer.step();
        }

        Tensor[] slots = [.. optimizer.States.Single().Slots.OfType<Tensor>().Where(slot => slot.ndim > 0 && slot.shape[0] == 6)];
        var before = slots.Select(slot => slot.clone()).ToArray();
        new OptimizerRows(optimizer).Swap(0, model.All[0], tensor([1L, 4]), tensor([4L, 1]));
        foreach (var (now, was) in slots.Zip(before))
        {
            Assert.True(now[1].allclose(was[4], rtol: 0, atol: 0) && now[4].allclose(was[1], rtol: 0, atol: 0));
            Assert.True(now[2].allclose(was[2], rtol: 0, atol: 0));
        }
    }
}

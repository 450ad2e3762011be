using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Transforms;

[TensorTests]
public sealed class TransformTests
{
    [Fact]
    public void One_that_breaks_a_gradient_is_named_and_the_step_refused()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [4], [2, 2]);
        using var optimizer = Ballast.Optimizers.Adam(model.All, lr: 0.1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Transforms = [Ballast.Transforms.ClipValue(), new Poison()] });
        using var loss = tensor(1f);
        model.SetGradients(1);
        var before = model.Weights();
        var record = guard.Step(loss);
        Assert.Equal(VerdictKind.Skip, record.Verdict.Kind);
        Assert.Equal("poison made 4 of 4 values of the gradient of p1 non-finite", record.Verdict.Reason);
        Assert.Equal(before, model.Weights());
        Assert.All(optimizer.States, state => Assert.Equal(0, state.Step));
    }

    [Fact]
    public void Clipping_says_how_much()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [4], [2, 2]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 0.1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Transforms = [Ballast.Transforms.ClipValue(0.001)] });
        using var loss = tensor(1f);
        model.SetGradients(1);
        Assert.Equal(["clip-value: 8 of 8 values were above 0.001"], guard.Step(loss).Edits);
    }

    [Fact]
    public void None_acts_under_observe_and_all_do_without_a_guard()
    {
        foreach (var (mode, clipped) in new[] { (GuardMode.Observe, false), (GuardMode.Off, true), (GuardMode.Act, true) })
        {
            using var model = Holder.Random(1, ScalarType.Float32, [4]);
            using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 1);
            using var guard = StepGuard.For(
                model,
                optimizer,
                new GuardOptions { Mode = mode, Transforms = [Ballast.Transforms.ClipValue(0.01)] }
            );
            using var loss = tensor(1f);
            model.SetGradients(1, scale: 100);
            var before = model.Weights()[0];
            guard.Step(loss);
            Assert.Equal(clipped, before.Zip(model.Weights()[0]).All(pair => Math.Abs(pair.First - pair.Second) < 0.02));
        }
    }

    [Fact]
    public void A_guard_of_other_transforms_refuses_a_state()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 1);
        using var with = StepGuard.For(model, optimizer, new GuardOptions { Transforms = [Ballast.Transforms.ClipSpikeValues()] });
        using var without = StepGuard.For(model, optimizer, new GuardOptions());
        using var state = new MemoryStream();
        with.Save(state);
        state.Position = 0;
        Assert.Contains(
            "1 other weight edits and transforms than the 0",
            Assert.Throws<ArgumentException>(() => without.Load(state)).Message
        );
    }

    [Fact]
    public void Noise_follows_from_seed_and_step_and_fades()
    {
        double[] Draw(long seed, int step)
        {
            using var model = Holder.Random(1, ScalarType.Float32, [1000]);
            model.SetGradients(1, scale: 0);
            TransformBattery.Apply(Ballast.Transforms.Noise(variance: 4, decay: 0.5, seed), model, step);
            return Holder.Gradient(model.All[0]);
        }

        Assert.Equal(Draw(1, 5), Draw(1, 5));
        Assert.NotEqual(Draw(1, 5), Draw(2, 5));
        Assert.NotEqual(Draw(1, 5), Draw(1, 6));
        Assert.InRange(Draw(1, 0).Average(x => x * x), 3.4, 4.6);
        Assert.InRange(Draw(1, 9999).Average(x => x * x), 0.034, 0.046);
    }

    [Fact]
    public void A_spike_in_the_first_steps_is_not_borne_later()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [100]);
        var transform = Ballast.Transforms.ClipSpikeValues();
        for (var step = 0; step < 60; step++)
        {
            model.SetGradients(step, scale: step is 7 or 59 ? 1e6 : 1);
            TransformBattery.Apply(transform, model, step);
        }

        Assert.All(Holder.Gradient(model.All[0]), value => Assert.InRange(Math.Abs(value), 0, 100));
    }

    private sealed class Poison : IGradientTransform
    {
        public string Name => "poison";

        public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
        {
            gradients[1].Gradient.fill_(float.NaN.Held());
            return null;
        }
    }
}

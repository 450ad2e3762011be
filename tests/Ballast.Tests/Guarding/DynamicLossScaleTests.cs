using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Guarding;

/// <summary>Dynamic loss scaling, on gradients that go through an emulated float16.</summary>
[TensorTests]
public sealed class DynamicLossScaleTests
{
    [Fact]
    public void Gradients_below_float16_are_lost_without_it_and_kept_with_it()
    {
        Assert.Equal(0, Train(new() { Mode = GuardMode.Act }, 1e-9, 20).Moved);
        var (moved, records) = Train(new() { LossScale = new() }, 1e-9, 20);
        Assert.Equal(20 * 1e-9, moved, 2e-11);
        Assert.All(records, record => Assert.Equal(65536, record.LossScale));
        Assert.All(records, record => Assert.Equal(1e-9, record.GradientNorm, 1e-11));
    }

    [Fact]
    public void An_overflow_halves_it_until_gradients_are_in_range_and_no_step_is_taken_meanwhile()
    {
        var (moved, records) = Train(new() { LossScale = new(), Rules = [Rules.Escalate()] }, 100, 12);
        var refused = records.TakeWhile(record => record.Verdict.Kind == VerdictKind.Skip).Count();
        Assert.Equal(7, refused); // 65536 * 100 / 2^7 is the first below 65504
        Assert.Equal(records.Select((_, i) => 65536 / Math.Pow(2, Math.Min(i, refused))), records.Select(record => record.LossScale));
        Assert.Equal(5 * 100, moved, 1);
    }

    [Fact]
    public void It_doubles_after_so_many_good_steps_and_a_refusal_begins_the_count_anew()
    {
        var (_, records) = Train(
            new()
            {
                LossScale = new() { Initial = 8, GrowEvery = 4 },
            },
            1,
            10
        );
        Assert.Equal([8, 8, 8, 8, 16, 16, 16, 16, 32, 32], records.Select(record => record.LossScale));
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_not_its_fault()
    {
        using var model = new Holder(ones(1));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { LossScale = new() });
        for (var step = 0; step < 5; step++)
        {
            using var scope = NewDisposeScope();
            var loss = model.All[0].sum().Times(double.NaN);
            guard.Backward(loss);
            Assert.Equal(65536, guard.Step(loss).LossScale);
        }
    }

    /// <summary>Batches that are accumulated share one scale: it changes between steps only.</summary>
    [Fact]
    public void Accumulated_batches_have_one_scale_and_a_clip_sees_their_true_sum()
    {
        using var model = new Holder(ones(1));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 1);
        using var guard = StepGuard.For(
            model,
            optimizer,
            new GuardOptions
            {
                LossScale = new() { Initial = 4, GrowEvery = 1 },
                Rules = [Rules.ClipNorm(1.5)],
            }
        );
        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var before = model.Weights()[0][0];
            for (var part = 0; part < 3; part++)
                guard.Backward(model.All[0].sum());
            var record = guard.Step(tensor(1f));
            Assert.Equal(3, record.GradientNorm, 1e-6);
            Assert.Equal(4 * Math.Pow(2, step), record.LossScale);
            Assert.Equal(1.5, before - model.Weights()[0][0], 1e-5);
        }
    }

    [Fact]
    public void It_is_saved_with_the_guard()
    {
        using var model = new Holder(ones(1));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 1);
        var options = () =>
            new GuardOptions
            {
                LossScale = new() { Initial = 2, GrowEvery = 2 },
            };
        using var saved = StepGuard.For(model, optimizer, options());
        void Step(StepGuard guard, double expected)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.All[0].sum();
            guard.Backward(loss);
            Assert.Equal(expected, guard.Step(loss).LossScale);
        }

        Step(saved, 2);
        Step(saved, 2);
        Step(saved, 4);
        using var state = new MemoryStream();
        saved.Save(state);
        state.Position = 0;
        using var loaded = StepGuard.For(model, optimizer, options());
        loaded.Load(state);
        Step(loaded, 4);
        Step(loaded, 8);
    }

    [Theory]
    [InlineData(0), InlineData(3), InlineData(double.NaN), InlineData(1e30)]
    public void A_scale_that_is_no_power_of_two_is_refused(double initial) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossScaleOptions { Initial = initial });

    // one weight whose gradient is a number, rounded to float16 on its way back
    private static (double Moved, List<StepRecord> Records) Train(GuardOptions options, double gradient, int steps)
    {
        using var model = new Holder(zeros(1));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 1);
        using var guard = StepGuard.For(model, optimizer, options);
        List<StepRecord> records = [];
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            // the gradient of a cast is the cast of the gradient
            var loss = model.All[0].to(ScalarType.Float16).to(ScalarType.Float32).Times(gradient).sum();
            guard.Backward(loss);
            records.Add(guard.Step(loss));
        }

        return (-model.Weights()[0][0], records);
    }
}

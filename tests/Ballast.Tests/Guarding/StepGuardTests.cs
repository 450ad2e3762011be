using Ballast.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class StepGuardTests
{
    public static TheoryData<OptimizerKind> Kinds => [.. OptimizerKind.All];

    [Theory]
    [Uncollected]
    [MemberData(nameof(Kinds))]
    public void A_run_in_which_every_verdict_is_proceed_has_the_weights_of_a_run_without_guard(OptimizerKind kind)
    {
        using var plain = new ExplodingNet(seed: 1, gain: 1, depth: 2);
        using var guarded = new ExplodingNet(seed: 1, gain: 1, depth: 2);
        using var bare = kind.Make(plain.parameters());
        using var optimizer = kind.Make(guarded.parameters());
        using var guard = StepGuard.For(
            guarded,
            optimizer,
            GuardOptions.Auto with
            {
                Caps = [Rules.UpdateCap(1e6)],
                Rules = [Rules.ClipSpikes(factor: 1e6), Rules.Escalate()],
            }
        );
        guard.Prepare(Enumerable.Range(0, 3).Select(_ => rand([8, 10])).ToArray(), x => guarded.call(x).mean());
        for (var i = 0; i < 60; i++)
        {
            Train(plain, bare, loss => bare.step());
            Train(
                guarded,
                optimizer,
                loss =>
                {
                    guard.Backward(loss);
                    var record = guard.Step(loss);
                    Assert.False(record.Intervened);
                },
                backward: false
            );
        }

        if (StandIn.Of(optimizer) is not { } standIn)
        {
            Assert.Equal(Weights(plain), Weights(guarded));
            return;
        }

        using (standIn) // kernels instead of TorchSharp's operations: another rounding
            foreach (var (a, b) in Weights(plain).SelectMany(w => w).Zip(Weights(guarded).SelectMany(w => w)))
                Assert.Equal(a, b, 1e-5);
    }

    [Theory]
    [Uncollected]
    [MemberData(nameof(Kinds))]
    public void Observing_takes_every_step_as_plain_training_would_and_says_what_it_thinks(OptimizerKind kind)
    {
        using var plain = new ExplodingNet(seed: 2);
        using var watched = new ExplodingNet(seed: 2);
        using var bare = kind.Make(plain.parameters());
        using var optimizer = kind.Make(watched.parameters());
        using var sink = new CollectingSink();
        using var guard = StepGuard.For(watched, optimizer, GuardOptions.ObserveOnly with { Sinks = [sink] });
        for (var i = 0; i < 60; i++)
        {
            Train(plain, bare, loss => bare.step());
            Train(watched, optimizer, loss => guard.Step(loss));
        }

        Assert.Equal(Weights(plain), Weights(watched));
        Assert.Equal(60, sink.Records.Count);
        Assert.All(sink.Records, record => Assert.Equal(record.Verdict.Kind != VerdictKind.Proceed, record.Overruled));
    }

    [Fact]
    [Uncollected]
    public void Off_is_the_bare_optimizer()
    {
        using var plain = new ExplodingNet(seed: 3);
        using var off = new ExplodingNet(seed: 3);
        using var bare = Ballast.Optimizers.AdamW(plain.parameters());
        using var optimizer = Ballast.Optimizers.AdamW(off.parameters());
        using var guard = StepGuard.For(off, optimizer, GuardOptions.Off);
        for (var i = 0; i < 20; i++)
        {
            Train(plain, bare, loss => bare.step());
            Train(off, optimizer, loss => guard.Step(loss));
        }

        Assert.Equal(Weights(plain), Weights(off));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_changed_line_keeps_an_exploding_net_alive_under_any_optimizer_and_scheduler(OptimizerKind kind)
    {
        using var model = new ExplodingNet(seed: 4, gain: 1.6);
        using var optimizer = kind.Make(model.parameters());
        var cyclic = optim.lr_scheduler.CyclicLR(optimizer, base_lr: 0.001, max_lr: 0.1, step_size_up: 20, cycle_momentum: false);
        var step = optim.lr_scheduler.StepLR(optimizer, 50, 0.5);
        using var guard = StepGuard.For(model, optimizer);
        var rates = new HashSet<double>();
        for (var i = 0; i < 100; i++)
        {
            Train(model, optimizer, loss => rates.Add(guard.Step(loss).LearningRate));
            if (i < 60)
                cyclic.step();
            else
                step.step();
        }

        Assert.All(Weights(model).SelectMany(w => w), w => Assert.True(double.IsFinite(w)));
        Assert.True(rates.Count > 10, "the schedulers did not drive the optimizer");
    }

    [Fact]
    public void Clipping_leaves_the_norm_at_the_limit_and_the_direction_as_it_was()
    {
        using var fused = Holder.Random(5, ScalarType.Float32, [50]);
        using var foreign = Holder.Random(5, ScalarType.Float32, [50]);
        using var ours = Ballast.Optimizers.SGD(fused.All, lr: 1);
        using var theirs = optim.SGD(foreign.All, learningRate: 1);
        using var loss = tensor(1f);
        foreach (var (model, optimizer) in new (Holder, optim.Optimizer)[] { (fused, ours), (foreign, theirs) })
        {
            using var guard = StepGuard.For(model, optimizer, new GuardOptions { Rules = [Rules.ClipNorm(0.5)] });
            model.SetGradients(1);
            var (before, gradient) = (model.Weights()[0], Holder.Gradient(model.All[0]));
            var record = guard.Step(loss);
            var change = model.Weights()[0].Zip(before, (now, then) => now - then).ToArray();
            Assert.Equal(VerdictKind.Rescale, record.Verdict.Kind);
            Assert.Equal(0.5, Math.Sqrt(change.Sum(d => d * d)), 5);
            var cosine = -change.Zip(gradient, (d, g) => d * g).Sum() / (0.5 * Math.Sqrt(gradient.Sum(g => g * g)));
            Assert.Equal(1, cosine, 5);
        }
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void A_ballast_optimizer_and_a_foreign_one_are_capped_alike(string name)
    {
        using var fused = Holder.Random(6, ScalarType.Float64, [20, 20], [20]);
        using var foreign = Holder.Random(6, ScalarType.Float64, [20, 20], [20]);
        using optim.Optimizer ours =
            name == "sgd" ? Ballast.Optimizers.SGD(fused.All, 0.3, momentum: 0.9) : Ballast.Optimizers.Adam(fused.All, 0.3);
        using optim.Optimizer theirs = name == "sgd" ? optim.SGD(foreign.All, 0.3, momentum: 0.9) : optim.Adam(foreign.All, 0.3);
        using var guard = StepGuard.For(fused, ours, new GuardOptions { Caps = [Rules.UpdateCap(0.01)] });
        using var other = StepGuard.For(foreign, theirs, new GuardOptions { Caps = [Rules.UpdateCap(0.01)] });
        using var loss = tensor(1f);
        for (var i = 0; i < 40; i++)
        {
            fused.SetGradients(i);
            foreign.SetGradients(i);
            var (a, b) = (guard.Step(loss), other.Step(loss));
            Assert.Equal(a.Capped, b.Capped);
            Assert.True(a.Capped > 0);
            Assert.InRange(a.UpdateRatio, 0, 0.0202); // the output layer goes at twice the stride
        }

        foreach (var (a, b) in fused.Weights().SelectMany(w => w).Zip(foreign.Weights().SelectMany(w => w)))
            Assert.Equal(a, b, 9);
    }

    [Fact]
    public void A_change_that_is_not_finite_leaves_the_weights_and_restarts_moments_and_counter_together()
    {
        using var model = Holder.Random(7, ScalarType.Float32, [10], [10]);
        using var optimizer = Ballast.Optimizers.Adam(model.All, 0.01);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Caps = [Rules.UpdateCap(1)] });
        using var loss = tensor(1f);
        model.SetGradients(1);
        guard.Step(loss);
        var before = model.Weights();

        model.SetGradients(2);
        model.All[0].grad!.fill_(1e30); // finite, but its square is not
        var record = guard.Step(loss);

        Assert.Equal(1, record.Restarted);
        Assert.Equal(before[0], model.Weights()[0]);
        Assert.NotEqual(before[1], model.Weights()[1]);
        Assert.Equal([0L, 2L], optimizer.state_dict().State.Cast<FusedState>().Select(state => state.Step));
    }

    [Fact]
    public void Poisoned_batch_statistics_are_put_back()
    {
        using var norm = nn.BatchNorm1d(3);
        using var optimizer = Ballast.Optimizers.SGD(norm.parameters(), 0.1);
        using var guard = StepGuard.For(norm, optimizer);
        void Step(Tensor x)
        {
            optimizer.zero_grad();
            using var loss = norm.call(x).square().mean();
            loss.backward();
            guard.Step(loss);
        }

        Step(randn(8, 3));
        var before = Holder.Values(norm.running_mean!);
        Step(full([8, 3], float.NaN));
        Assert.Equal(before, Holder.Values(norm.running_mean!));
        Step(randn(8, 3));
        Assert.NotEqual(before, Holder.Values(norm.running_mean!));
    }

    [Fact]
    public void Loss_range_control_shrinks_an_overflowing_loss_and_the_step_undoes_it()
    {
        using var model = new Holder(ones(1));
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 0.1);
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Caps = [], Rules = [Rules.Escalate()] });
        // the gradient of (w * 1e30) * 1e-30 is 1, but the way back passes through a factor that overflows unless scaled down
        var skipped = 0;
        StepRecord? last = null;
        for (var i = 0; i < 20; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = ((model.All[0] * 1e-30f) * 1e30f).sum() * 1e20f * 1e-20f;
            var overflow = loss * 1e36f * 1e-36f;
            guard.Backward(overflow);
            // emulates a type with a smaller range: what is beyond it on the way back is infinite
            if (Math.Abs(model.All[0].grad!.item<float>()) > 0.01)
                model.All[0].grad!.fill_(float.PositiveInfinity);
            last = guard.Step(overflow);
            skipped += last.Verdict.TakesStep ? 0 : 1;
        }

        Assert.InRange(skipped, 2, 4);
        Assert.True(last!.LossScale < 0.01);
        Assert.Equal(1, last.GradientNorm, 3); // unscaled
        Assert.Equal(1 - (0.1 * (20 - skipped)), model.Weights()[0][0], 4);
    }

    [Fact]
    public void Saved_and_loaded_a_guard_goes_on_bit_for_bit()
    {
        using var straight = new ExplodingNet(seed: 9, gain: 1.5);
        using var broken = new ExplodingNet(seed: 9, gain: 1.5);
        using var first = Ballast.Optimizers.SGD(straight.parameters(), 0.1, momentum: 0.9);
        using var second = Ballast.Optimizers.SGD(broken.parameters(), 0.1, momentum: 0.9);
        using var guard = StepGuard.For(straight, first, GuardOptions.Auto with { Horizon = 40 });
        for (var i = 0; i < 40; i++)
            Train(straight, first, loss => guard.Step(loss));

        using var stream = new MemoryStream();
        using (var before = StepGuard.For(broken, second, GuardOptions.Auto with { Horizon = 40 }))
        {
            for (var i = 0; i < 20; i++)
                Train(broken, second, loss => before.Step(loss));
            before.Save(stream);
        }

        stream.Position = 0;
        using var after = StepGuard.For(broken, second, GuardOptions.Auto with { Horizon = 40 });
        after.Load(stream);
        for (var i = 0; i < 20; i++)
            Train(broken, second, loss => after.Step(loss));
        Assert.Equal(Weights(straight), Weights(broken));
        Assert.Throws<FormatException>(() => after.Load(new MemoryStream([1, 2, 3])));
        Assert.Throws<FormatException>(() => after.Load(new MemoryStream("{}"u8.ToArray())));
    }

    [Fact]
    public void What_a_guard_cannot_do_it_says()
    {
        using var model = Holder.Random(10, ScalarType.Float32, [4]);
        using var lbfgs = optim.LBFGS(model.All);
        Assert.Throws<NotSupportedException>(() => StepGuard.For(model, lbfgs));
        using var optimizer = Ballast.Optimizers.SGD(model.All);
        using var guard = StepGuard.For(model, optimizer);
        using var vector = ones(3);
        using var late = Holder.Random(14, ScalarType.Float32, [2]);
        using var grown = Ballast.Optimizers.SGD(late.All);
        using var over = StepGuard.For(late, grown);
        grown.add_param_group(new ParamGroup { Parameters = Holder.Random(15, ScalarType.Float32, [2]).All });
        using var scalar = tensor(1f);
        Assert.Contains(
            "after the last add_param_group",
            Assert.Throws<InvalidOperationException>(() => over.Step(scalar)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "shape [3] but must be a single value",
            Assert.Throws<ArgumentException>(() => guard.Step(vector)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() =>
            StepGuard.For(model, optimizer, new GuardOptions { Rules = [Rules.ClipNorm(), Rules.ClipNorm(2)] })
        );

        using var embedding = nn.Embedding(10, 4, sparse: true);
        using var rows = Ballast.Optimizers.SGD(embedding.parameters());
        embedding.call(tensor([1L, 2L])).sum().backward();
        Assert.Contains("is sparse", Assert.Throws<NotSupportedException>(() => rows.step()).Message, StringComparison.Ordinal);
    }

    internal static void Train(ExplodingNet model, optim.Optimizer optimizer, Action<Tensor> step, bool backward = true)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = model.Loss();
        if (backward)
            loss.backward();
        step(loss);
    }

    private static double[][] Weights(nn.Module model) => [.. model.parameters().Select(Holder.Values)];
}

using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.BugsOfOthers;

/// <summary>Mistakes that well-known clippers ship with, as tests that ours have none of them.</summary>
[TensorTests]
public sealed class ClipperBugs
{
    public static TheoryData<string> Adaptive => ["zclip", "autoclip", "adagc", "clip-spikes", "loss-spike"];

    /// <summary>pytorch_optimizer's SPAM and StableSPAM clip a copy that boolean indexing made: the gradient keeps its spike.</summary>
    [Fact]
    public void A_spike_of_a_million_does_not_reach_the_weights()
    {
        double Change(Func<Holder, (optim.Optimizer, GuardOptions)> make)
        {
            using var model = Holder.Random(1, ScalarType.Float32, [8]);
            var (optimizer, options) = make(model);
            using var guard = StepGuard.For(model, optimizer, options);
            using var loss = tensor(1f);
            var change = 0.0;
            for (var step = 0; step < 60; step++)
            {
                model.SetGradients(step);
                using (no_grad())
                    if (step == 59)
                        model.All[0].grad![3] = tensor(1e6f);
                var before = model.Weights()[0][3];
                guard.Step(loss);
                change = Math.Abs(model.Weights()[0][3] - before);
            }

            optimizer.Dispose();
            return change;
        }

        var plain = Change(m => (Ballast.Optimizers.SGD(m.All, 0.1), new()));
        Assert.True(plain > 9e4);
        Assert.True(Change(m => (Ballast.Optimizers.SGD(m.All, 0.1), new() { Transforms = [Ballast.Transforms.ClipSpikeValues()] })) < 10);
        // SPAM's own mean squares are not bias corrected: what comes through is its threshold of 5000 of them
        var spam = Change(m => (Ballast.Optimizers.SPAM(m.All, 0.1), new()));
        var adam = Change(m => (Ballast.Optimizers.Adam(m.All, 0.1), new()));
        Assert.True(spam < adam, $"{spam} against {adam}");
    }

    /// <summary>ZClip, AutoClip and AdaGC let a NaN into their statistics and never clip again.</summary>
    [Theory, MemberData(nameof(Adaptive))]
    public void A_NaN_does_not_blind_a_clipper(string name)
    {
        var rule = new RuleSet([
            name switch
            {
                "zclip" => Rules.ZClip(),
                "autoclip" => Rules.AutoClip(),
                "adagc" => Rules.AdaGC(after: 20),
                "clip-spikes" => Rules.ClipSpikes(),
                _ => Rules.LossSpike(),
            },
        ]);
        for (var step = 0; step < 60; step++)
            Teach(rule, step % 7 == 3 ? Reading(step, double.NaN, double.NaN) : Reading(step, 1, 1 + (0.1 * (step % 3))));
        Assert.NotEqual(VerdictKind.Proceed, rule.Judge(Reading(60, 1e6, 1e6)).Kind);
    }

    /// <summary>AutoClip for TensorFlow clips each tensor to a quantile of the global norm: the direction changes.</summary>
    [Fact]
    public void A_global_quantile_scales_all_tensors_alike()
    {
        var rule = new RuleSet([Rules.AutoClip(memory: 10)]);
        for (var step = 0; step < 20; step++)
            Teach(rule, Reading(step, 1, 1, 0.1));
        var verdict = rule.Judge(Reading(20, 1, 100, 0.1));
        Assert.Equal(VerdictKind.Rescale, verdict.Kind);
        Assert.Equal(verdict.ScaleOf(0), verdict.ScaleOf(1));
    }

    /// <summary>
    /// AdaGC begins with the smallest of globally clipped norms: one spike in its first steps leaves it next to zero, from where it comes
    /// back by a thousandth a step.
    /// </summary>
    [Fact]
    public void A_spike_in_the_first_steps_does_not_choke_a_clipper()
    {
        var rule = new RuleSet([Rules.AdaGC(after: 20)]);
        for (var step = 0; step < 70; step++)
        {
            // a spike of one tensor, which the global clip of the first steps passes on to all
            var reading = step == 5 ? Reading(step, 1, 1e6, 0.1) : Reading(step, 1, 0.1, 0.1);
            var verdict = rule.Judge(reading).Keep();
            if (step is 20 or 69)
                Assert.InRange(verdict.MinScale, 0.5, 1);
            rule.Learn(reading, verdict);
        }
    }

    /// <summary>optax' clip_by_global_norm divides 0 by 0 where norm and limit are 0.</summary>
    [Fact]
    public void A_gradient_of_zeros_stays_one_and_a_limit_of_0_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Rules.ClipNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ballast.Transforms.ClipValue(0));
        using var model = Holder.Random(1, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, 0.1);
        using var guard = StepGuard.For(
            model,
            optimizer,
            new GuardOptions { Rules = [Rules.ClipNorm(), Rules.ClipEach()], Transforms = [Ballast.Transforms.Normalize()] }
        );
        using var loss = tensor(1f);
        model.SetGradients(1, scale: 0);
        var before = model.Weights()[0];
        Assert.Equal(VerdictKind.Proceed, guard.Step(loss).Verdict.Kind);
        Assert.Equal(before, model.Weights()[0]);
    }

    /// <summary>
    /// PyTorch's clip_grad_norm_ zeroes every gradient where the norm overflows float32, and makes all NaN of one infinite value; neither
    /// is told. Here a finite gradient is clipped, and an infinite value is a refusal that names it.
    /// </summary>
    [Fact]
    public void A_norm_beyond_float32_is_clipped_and_an_infinite_value_is_refused_by_name()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, 1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Rules = [Rules.ClipNorm(1)] });
        using var loss = tensor(1f);
        model.SetGradients(1, scale: 1e30);
        var before = model.Weights()[0];
        guard.Step(loss);
        Assert.Equal(1, Math.Sqrt(before.Zip(model.Weights()[0]).Sum(pair => Math.Pow(pair.First - pair.Second, 2))), 1e-5);
        using (no_grad())
            model.All[0].grad![2] = tensor(float.PositiveInfinity);
        before = model.Weights()[0];
        var verdict = guard.Step(loss).Verdict;
        Assert.Equal(VerdictKind.Skip, verdict.Kind);
        Assert.StartsWith("gradient not finite: first in p0 (1 of 4 values)", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(before, model.Weights()[0]);
    }

    /// <summary>
    /// Loss scalers of others leave it to the user to unscale before clipping: a clip of the scaled gradient clips to nothing.
    /// </summary>
    [Fact]
    public void A_clip_sees_the_gradient_in_units_of_the_loss()
    {
        using var model = new Holder(zeros(1));
        using var optimizer = Ballast.Optimizers.Adam(model.All, lr: 0.01);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Rules = [Rules.ClipNorm(5e-21)], ControlLossRange = true });
        for (var step = 0; step < 20; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.All[0].Times(1e-20).sum();
            guard.Backward(loss);
            var record = guard.Step(loss);
            Assert.Equal(step >= 10, record.LossScale > 1e15);
            Assert.Equal(0.5, record.Verdict.Scale, 1e-3);
        }
    }

    private static void Teach(RuleSet rules, GradientReading reading)
    {
        var verdict = rules.Judge(reading).Keep();
        rules.Learn(reading, verdict);
    }

    private static GradientReading Reading(long step, double loss, params double[] norms) =>
        new(
            step,
            loss,
            [.. norms.Select((norm, i) => new ParameterReading(new($"p{i}", [2, 2]), norm, norm, double.IsFinite(norm) ? 0 : 1))]
        );
}

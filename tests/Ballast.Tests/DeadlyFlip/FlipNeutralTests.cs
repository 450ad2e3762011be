using Ballast.Lab;
using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Where nothing is volatile, nothing may change; what was saved goes on as if it had not been.</summary>
[TensorTests]
public sealed class FlipNeutralTests
{
    public static TheoryData<OptimizerKind> Kinds => [.. OptimizerKind.All];

    public static TheoryData<FlipMode> Modes => [.. Enum.GetValues<FlipMode>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_calm_training_is_bit_for_bit_the_same(OptimizerKind kind)
    {
        foreach (var mode in Enum.GetValues<FlipMode>())
            IsTheSame(kind, mode);
    }

    private static void IsTheSame(OptimizerKind kind, FlipMode mode)
    {
        using var plain = Net();
        using var flipped = Net();
        using var first = kind.Make(plain.parameters());
        using var second = kind.Make(flipped.parameters());
        foreach (var group in first.ParamGroups.Concat(second.ParamGroups))
            group.LearningRate /= 2000;
        using var flip = new DeadlyFlip(new() { Mode = mode });
        using var guard = StepGuard.For(plain, first, new GuardOptions());
        using var other = StepGuard.For(flipped, second, new GuardOptions { Edits = [flip] });
        for (var step = 0; step < 30; step++)
        {
            Train(plain, first, guard, step);
            Train(flipped, second, other, step);
        }

        Assert.Equal(0, flip.Flips);
        Assert.Equal(Bits(plain), Bits(flipped));
        Assert.Equal(SafetyTests.State(first), SafetyTests.State(second));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_saved_training_goes_on_bit_for_bit(FlipMode mode)
    {
        var whole = ComparisonTasks.Of("local-recurrence").Build(3);
        using var flip = new DeadlyFlip(new() { Mode = mode });
        using var guard = StepGuard.For(whole.Model, whole.Optimizer, Options(flip));
        for (var step = 0; step < 30; step++)
            Train(whole, guard, step);
        Assert.NotEqual(0, flip.Flips);

        var resumed = ComparisonTasks.Of("local-recurrence").Build(4);
        using var again = new DeadlyFlip(new() { Mode = mode });
        using var other = StepGuard.For(resumed.Model, resumed.Optimizer, Options(again));
        using (no_grad())
            foreach (var (to, from) in resumed.Model.parameters().Zip(whole.Model.parameters()))
                to.copy_(from);
        ((TorchSharp.Modules.OptimizerHelper)resumed.Optimizer).load_state_dict(
            new BinaryReader(new MemoryStream(SafetyTests.State(whole.Optimizer)))
        );
        var saved = Saved(guard);
        other.Load(new MemoryStream(saved));
        Assert.Equal(saved, Saved(other));
        Assert.Equal(
            (flip.Flips, flip.Rejections, flip.RowSwaps, flip.NonFinite),
            (again.Flips, again.Rejections, again.RowSwaps, again.NonFinite)
        );

        for (var step = 30; step < 60; step++)
        {
            Train(whole, guard, step);
            Train(resumed, other, step, batches: whole);
        }

        Assert.Equal(Bits(whole.Model), Bits(resumed.Model));
        Assert.Equal(flip.Flips, again.Flips);

        static GuardOptions Options(DeadlyFlip flip) => GuardOptions.Auto with { Caps = [], Edits = [flip] };

        static void Train(Trial trial, StepGuard guard, int step, Trial? batches = null)
        {
            using var scope = NewDisposeScope();
            trial.Optimizer.zero_grad();
            var loss = trial.LossOf((batches ?? trial).Batch(step));
            loss.backward();
            guard.Step(loss);
        }
    }

    /// <summary>Where a guard judges nothing, the flip acts on plain steps as it does on steps that were judged and taken.</summary>
    [Theory]
    [InlineData("local-recurrence")]
    [InlineData("sgd-rate")]
    public void With_the_guard_off_the_flip_is_alone_and_acts(string task)
    {
        using DeadlyFlip alone = new(),
            judged = new();
        var off = Run(GuardOptions.Off with { Edits = [alone] });
        var on = Run(new GuardOptions { Edits = [judged] });
        Assert.NotEqual(0, alone.Flips);
        Assert.Equal(0, on.Refused); // or the two would be two trainings
        Assert.Equal((on.Digest, on.Flips, on.RowSwaps, on.Value), (off.Digest, off.Flips, off.RowSwaps, off.Value));
        Assert.NotEqual(on.Digest, Run(GuardOptions.Off).Digest);

        ComparisonResult Run(GuardOptions options) =>
            TrialRunner.Run(ComparisonTasks.Of(task), new ComparisonTechnique("own", "", "") { Guard = () => options }, 3)!;
    }

    [Fact]
    public void The_state_of_other_options_is_refused()
    {
        using var model = Net();
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new DeadlyFlip()] });
        using var twin = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new DeadlyFlip(new() { Mode = FlipMode.Twin })] });
        using var none = StepGuard.For(model, optimizer, new GuardOptions());
        var fault = Assert.Throws<ArgumentException>(() => twin.Load(new MemoryStream(Saved(guard))));
        Assert.Contains($"in mode {new DeadlyFlipOptions().Mode}, but this one is in mode Twin", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => none.Load(new MemoryStream(Saved(guard))));
        Assert.Throws<FormatException>(() => ((IUpdateEdit)new DeadlyFlip()).Load([1, 2, 3]));
    }

    private static byte[] Saved(StepGuard guard)
    {
        using var stream = new MemoryStream();
        guard.Save(stream);
        return stream.ToArray();
    }

    private static ExplodingNet Net() => new(seed: 3, gain: 1, depth: 3);

    private static void Train(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, StepGuard guard, int step)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)step + 1);
        optimizer.zero_grad();
        var x = randn([16, model.parameters().First().shape[1]], generator: generator);
        var loss = model.call(x).square().mean();
        loss.backward();
        guard.Step(loss);
    }

    private static byte[][] Bits(nn.Module model) => [.. model.parameters().Select(p => p.detach().contiguous().bytes.ToArray())];
}

using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// Nothing non-finite ever reaches a weight: through the real executor, whatever the gradients, the loss, the rules and the optimizer.
/// </summary>
[TensorTests]
public sealed class SafetyTests
{
    private static readonly Gen<float> AnyValue = Gen.Frequency(
        (8, Gen.Float[-2, 2]),
        (1, Gens.Any(float.NaN, float.PositiveInfinity, float.NegativeInfinity)),
        (3, Gens.Any(3e38f, -3e38f, 1e30f, -1e25f, 1e-40f, 0f))
    );

    private static readonly Gen<(float Loss, float[] Gradient)[]> AnyTraining = Gen.Select(
        Gen.Frequency((6, Gen.Float[0, 5]), (1, Gens.Any(float.NaN, float.PositiveInfinity, 1e38f))),
        Gen.Frequency((3, Gen.Float[-2, 2].Array[12]), (2, AnyValue.Array[12]))
    ).Array[1, 25];

    private static readonly Gen<Func<GuardOptions>> AnyOptions = Gens.Any<Func<GuardOptions>>(
        () => GuardOptions.Auto,
        () => GuardOptions.Auto with { Horizon = 20 },
        () => new(),
        () => new() { Rules = [Rules.ClipNorm(1)] },
        () => new() { Rules = [Rules.ClipSpikes(after: 1)], Caps = [Rules.UpdateCap(0.1)] },
        () => new() { Caps = [Rules.UpdateCap(1e30)] }
    );

    [Fact]
    public void No_sequence_of_gradients_and_losses_makes_a_weight_non_finite() =>
        Gen.Select(AnyTraining, AnyOptions, Gens.Any(OptimizerKind.All), Gens.Any(1f, 1e37f))
            .Sample(
                (training, options, kind, size) =>
                {
                    using var scope = NewDisposeScope();
                    using var model = new Holder(randn(3, 3).mul(size), randn(3));
                    using var optimizer = kind.Make(model.All);
                    using var guard = StepGuard.For(model, optimizer, options());
                    foreach (var (loss, gradient) in training)
                    {
                        Holder.SetGradient(model.All[0], tensor(gradient[..9]).reshape(3, 3));
                        Holder.SetGradient(model.All[1], tensor(gradient[9..]));
                        using var value = tensor(loss);
                        guard.Step(value);
                        Assert.All(model.Weights().SelectMany(w => w), weight =>
                            Assert.True(double.IsFinite(weight), $"{kind.Name}: {weight}")
                        );
                    }
                },
                iter: 1500
            );

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_refused_step_changes_no_bit_anywhere(OptimizerKind kind)
    {
        using var model = Holder.Random(1, ScalarType.Float32, [5, 5], [5]);
        using var optimizer = kind.Make(model.All);
        using var guard = StepGuard.For(model, optimizer);
        using var loss = tensor(1f);
        model.SetGradients(1);
        guard.Step(loss);
        var (weights, state) = (model.Weights(), State(optimizer));

        model.SetGradients(2);
        model.All[1].grad![3] = float.NaN;
        var record = guard.Step(loss);

        Assert.Equal(VerdictKind.Skip, record.Verdict.Kind);
        Assert.Equal("gradient not finite: first in p1 (1 of 5 values), while the loss is 1", record.Verdict.Reason);
        Assert.Equal(weights, model.Weights());
        Assert.Equal(state, State(optimizer));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forty_refusals_in_a_row_are_borne_and_the_next_halts(OptimizerKind kind)
    {
        using var model = Holder.Random(2, ScalarType.Float32, [4]);
        using var optimizer = kind.Make(model.All);
        using var guard = StepGuard.For(model, optimizer);
        using var loss = tensor(float.NaN);
        model.SetGradients(1);
        var before = model.Weights();
        for (var i = 0; i < 40; i++)
            Assert.Equal(VerdictKind.Skip, guard.Step(loss).Verdict.Kind);
        var halt = Assert.Throws<TrainingHaltedException>(() => guard.Step(loss));
        Assert.Equal(40, halt.Record.Step);
        Assert.Contains("41 refused steps in a row; last: loss is NaN", halt.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Weights());
        Assert.Throws<InvalidOperationException>(() => guard.Step(loss));
    }

    public static TheoryData<OptimizerKind> Kinds => [.. OptimizerKind.All];

    internal static byte[] State(optim.Optimizer optimizer)
    {
        using var stream = new MemoryStream();
        ((TorchSharp.Modules.OptimizerHelper)optimizer).save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }
}

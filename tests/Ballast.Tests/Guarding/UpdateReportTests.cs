using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Guarding;

/// <summary>What a record says of a change is what the weights did, for every optimizer, cut or not.</summary>
[TensorTests]
public sealed class UpdateReportTests
{
    public static TheoryData<OptimizerKind> Kinds =>
        [.. OptimizerRow.All.Select(row => new OptimizerKind(row.Name, row.Make)), .. OptimizerKind.All.Where(kind => kind.Name[0] == 't')];

    [Theory]
    [Uncollected]
    [MemberData(nameof(Kinds))]
    public void A_record_tells_what_the_weights_did(OptimizerKind kind)
    {
        using var model = Holder.Random(1, ScalarType.Float64, [6, 4], [4], [3, 3]);
        using var optimizer = kind.Make(model.All);
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Horizon = 40 });
        var cut = 0;
        for (var step = 0; step < 12; step++)
        {
            using var loss = tensor(1.0);
            model.SetGradients(step, scale: step == 8 ? 1000 : 1);
            var before = model.Weights();
            var record = guard.Step(loss);
            var after = model.Weights();
            double moved = 0,
                all = 0;
            for (var i = 0; i < before.Length; i++)
            {
                var (size, change) = (Norm(before[i]), Norm([.. after[i].Zip(before[i], (a, b) => a - b)]));
                Assert.Equal(size, record.Updates[i].WeightNorm, 1e-6 * size);
                Assert.Equal(change, record.Updates[i].ChangeNorm * record.Updates[i].Scale, 1e-5 * change);
                (moved, all) = (moved + (change * change), all + (size * size));
                cut += record.Updates[i].Scale < 1 ? 1 : 0;
            }

            Assert.Equal(Math.Sqrt(moved / all), record.UpdateRatio, 1e-5 * Math.Sqrt(moved / all));
            Assert.False(record.Replays);
            Assert.Null(record.ReturnedTo);
        }

        Assert.True(cut > 0, "nothing was cut");
    }

    /// <summary>Only what went through the guard was scaled: a backward pass of one's own is taken as it is.</summary>
    [Fact]
    public void A_loss_of_ones_own_is_not_unscaled()
    {
        using var plain = Holder.Random(1, ScalarType.Float64, [4]);
        using var scaled = Holder.Random(1, ScalarType.Float64, [4]);
        using var first = Ballast.Optimizers.SGD(plain.All, 0.1);
        using var second = Ballast.Optimizers.SGD(scaled.All, 0.1);
        using var guard = StepGuard.For(scaled, second, new() { LossScale = new() });
        for (var step = 0; step < 6; step++)
        {
            using var scope = NewDisposeScope();
            foreach (var (model, optimizer) in new[] { (plain, first), (scaled, second) })
            {
                optimizer.zero_grad();
                var loss = model.All[0].Squared().sum();
                if (model == plain || step % 2 == 1)
                    loss.backward();
                else
                    guard.Backward(loss);
                if (model == plain)
                    optimizer.step();
                else
                    guard.Step(loss);
            }

            Assert.Equal(plain.Weights()[0], scaled.Weights()[0]);
        }
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));
}

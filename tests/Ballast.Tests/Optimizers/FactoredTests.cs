using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Adafactor's kernels over every shape that they cut differently, against the same step in tensor operations.</summary>
public sealed class FactoredTests
{
    // a scalar, a vector, one strip, many strips, rows longer than a strip, matrices of few values in one block, and empty
    private static readonly long[][] Shapes =
    [
        [],
        [1000],
        [30, 20],
        [700, 90],
        [3, 40_000],
        [64, 40, 3, 3],
        [5, 200, 100],
        [0, 7],
    ];

    [Theory]
    [InlineData(ScalarType.Float32, 2e-5)]
    [InlineData(ScalarType.Float64, 1e-12)]
    public void Every_shape_takes_the_step_of_tensor_operations(ScalarType type, double tolerance)
    {
        using var ours = Holder.Random(1, type, Shapes);
        using var theirs = Holder.Random(1, type, Shapes);
        using var optimizer = Ballast.Optimizers.Adafactor(ours.All, weight_decay: 0.1);
        using var reference = Ballast.Optimizers.Adafactor(theirs.All, weight_decay: 0.1);
        for (var step = 0; step < 5; step++)
        {
            ours.SetGradients(step);
            theirs.SetGradients(step);
            optimizer.step();
            reference.StepElsewhere();
        }

        foreach (var (mine, other) in ours.All.Zip(theirs.All))
            Assert.True(mine.allclose(other, rtol: tolerance, atol: tolerance), $"[{string.Join(", ", mine.shape)}]");
    }

    [Fact]
    public void The_change_that_a_cap_sees_is_the_change_that_is_made()
    {
        using var model = Holder.Random(2, ScalarType.Float64, Shapes[..^1]);
        using var optimizer = Ballast.Optimizers.Adafactor(model.All, lr: 0.1, weight_decay: 0.5);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Caps = [Rules.UpdateCap(1e-3)] });
        using var loss = tensor(1f);
        for (var step = 0; step < 3; step++)
        {
            Tensor[] before = [.. model.All.Select(weight => weight.detach().clone())];
            model.SetGradients(step);
            var record = guard.Step(loss);
            Assert.True(record.Capped > 0);
            for (var i = 0; i < before.Length; i++)
            {
                var moved = (model.All[i].detach() - before[i]).norm().item<double>();
                Assert.Equal(record.Updates[i].ChangeNorm * record.Updates[i].Scale, moved, moved * 1e-9);
            }
        }
    }

    [Fact]
    public void A_parameter_of_no_values_is_no_broken_one()
    {
        using var model = Holder.Random(4, ScalarType.Float32, [0, 7], [3, 5]);
        using var optimizer = Ballast.Optimizers.Adafactor(model.All);
        using var guard = StepGuard.For(model, optimizer);
        using var loss = tensor(1f);
        model.SetGradients(1);
        Assert.Equal(0, guard.Step(loss).Restarted);
    }

    [Fact]
    public void A_tensor_whose_state_overflows_keeps_its_weights_to_the_bit_and_starts_afresh()
    {
        using var model = Holder.Random(3, ScalarType.Float32, [30, 20], [50]);
        using var optimizer = Ballast.Optimizers.Adafactor(model.All);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Rules = [], ControlLossRange = false });
        using var loss = tensor(1f);
        var before = model.Weights();
        Holder.SetGradient(model.All[0], full(new long[] { 30, 20 }, 1e30f)); // whose square is not a float
        Holder.SetGradient(model.All[1], ones(50));
        guard.Step(loss);
        Assert.Equal(before[0], model.Weights()[0]);
        Assert.NotEqual(before[1], model.Weights()[1]);
        before = model.Weights();
        model.SetGradients(1);
        Assert.Equal(0, guard.Step(loss).Restarted);
        Assert.NotEqual(before[0], model.Weights()[0]);
    }
}

using Ballast.Reference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast.Tests;

/// <summary>Every optimizer of the library through the same laws.</summary>
[TensorTests]
public sealed class OptimizerBattery
{
    // every remainder of every vector width, matrices, a tensor of several chunks, a scalar
    private static readonly long[][] Shapes =
    [
        [1],
        [7],
        [3, 5],
        [20, 6],
        [2, 3, 2, 2],
        [33],
        [],
        [70_001],
    ];

    public static TheoryData<OptimizerRow> Rows => [.. OptimizerRow.All];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Agrees_with_its_slow_twin_over_100_steps(OptimizerRow row)
    {
        using var model = Holder.Random(1, ScalarType.Float64, Shapes);
        using var optimizer = row.Make(model.All);
        var expected = model.Weights();
        var twins = Shapes.Select(row.Twin).ToArray();
        for (var step = 0; step < 100; step++)
        {
            model.SetGradients(step);
            for (var i = 0; i < expected.Length; i++)
                twins[i].Step(expected[i], Holder.Gradient(model.All[i]));
            optimizer.step();
        }

        AssertClose(expected, model.Weights(), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Agrees_with_its_step_by_tensor_operations_over_100_steps(OptimizerRow row)
    {
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-10), (ScalarType.Float32, 2e-5) })
        {
            using var ours = Holder.Random(2, type, Shapes);
            using var theirs = Holder.Random(2, type, Shapes);
            using var optimizer = row.Make(ours.All);
            using var reference = row.Make(theirs.All);
            for (var step = 0; step < 100; step++)
            {
                ours.SetGradients(step);
                theirs.SetGradients(step);
                optimizer.step();
                reference.StepElsewhere();
            }

            AssertClose(theirs.Weights(), ours.Weights(), tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Does_not_depend_on_the_number_of_threads(OptimizerRow row)
    {
        using var one = Holder.Random(3, ScalarType.Float32, [200_000], [31]);
        using var two = Holder.Random(3, ScalarType.Float32, [200_000], [31]);
        Train(row.Make(one.All), one, 5);
        set_num_threads(2);
        try
        {
            Train(row.Make(two.All), two, 5);
        }
        finally
        {
            set_num_threads(1);
        }

        Assert.Equal(one.Weights(), two.Weights());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Goes_on_bit_for_bit_after_save_and_load(OptimizerRow row)
    {
        using var straight = Holder.Random(4, ScalarType.Float32, Shapes);
        using var broken = Holder.Random(4, ScalarType.Float32, Shapes);
        using var first = row.Make(straight.All);
        Train(first, straight, 20);

        var before = row.Make(broken.All);
        Train(before, broken, 10);
        using var stream = new MemoryStream();
        before.save_state_dict(new BinaryWriter(stream));
        using var after = row.Make(broken.All);
        stream.Position = 0;
        after.load_state_dict(new BinaryReader(stream));
        Train(after, broken, 10, from: 10);

        Assert.Equal(straight.Weights(), broken.Weights());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Groups_have_their_own_rate_and_none_moves_at_zero(OptimizerRow row)
    {
        using var model = Holder.Random(5, ScalarType.Float32, [10], [10]);
        using var optimizer = row.Make(model.All[..1]);
        optimizer.add_param_group(
            new ParamGroup
            {
                Parameters = model.All[1..],
                Options = new FusedOptions { LearningRate = 0 },
            }
        );
        var before = model.Weights();
        Train(optimizer, model, 3);
        Assert.NotEqual(before[0], model.Weights()[0]);
        Assert.Equal(before[1], model.Weights()[1]);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Trains_bfloat16_weights_with_float32_state(OptimizerRow row)
    {
        using var wide = Holder.Random(6, ScalarType.Float64, [1000]);
        using var narrow = Holder.Random(6, ScalarType.BFloat16, [1000]);
        Train(row.Make(wide.All), wide, 10);
        Train(row.Make(narrow.All), narrow, 10);
        AssertClose(wide.Weights(), narrow.Weights(), 0.05); // 8 bits of mantissa
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Maximizing_is_minimizing_the_negative(OptimizerRow row)
    {
        using var up = Holder.Random(14, ScalarType.Float32, [4, 10]);
        using var down = Holder.Random(14, ScalarType.Float32, [4, 10]);
        using var climbing = row.Make(up.All);
        using var falling = row.Make(down.All);
        climbing.Maximize = true;
        Assert.True(climbing.Maximize);
        for (var step = 0; step < 5; step++)
        {
            up.SetGradients(step, -1);
            down.SetGradients(step);
            climbing.step();
            falling.step();
        }

        Assert.Equal(down.Weights(), up.Weights());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_gradient_that_is_not_finite_changes_no_weight_of_a_guarded_parameter(OptimizerRow row)
    {
        foreach (var capped in new[] { true, false })
        {
            using var model = Holder.Random(15, ScalarType.Float32, [4, 10], [7]);
            using var optimizer = row.Make(model.All);
            Train(optimizer, model, 3);
            var before = model.Weights();
            Holder.SetGradient(model.All[0], model.All[0].detach().Filled(double.NaN));
            optimizer.Table.Refresh();
            optimizer.StepOnHost(
                optimizer.Table,
                new(Verdict.Proceed, 1, true, capped ? [Rules.UpdateCap(1e9)] : [], 0, 0),
                new ParameterUpdate[2]
            );
            optimizer.Table.Release();
            Assert.Equal(before[0], model.Weights()[0]);
            Assert.NotEqual(before[1], model.Weights()[1]);
            Assert.Equal(1, optimizer.Restarted);
            Train(optimizer, model, 3);
            Assert.All(model.Weights()[0], value => Assert.True(double.IsFinite(value)));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Unguarded_it_does_what_plain_arithmetic_does_with_NaN(OptimizerRow row)
    {
        using var model = Holder.Random(16, ScalarType.Float32, [4, 10]);
        using var optimizer = row.Make(model.All);
        Holder.SetGradient(model.All[0], model.All[0].detach().Filled(double.NaN));
        optimizer.step();
        Assert.All(model.Weights()[0], value => Assert.True(double.IsNaN(value)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_cap_limits_the_step_and_a_scale_is_a_smaller_gradient(OptimizerRow row)
    {
        using var model = Holder.Random(17, ScalarType.Float32, [4, 10], [7]);
        using var scaled = Holder.Random(17, ScalarType.Float32, [4, 10], [7]);
        using var smaller = Holder.Random(17, ScalarType.Float32, [4, 10], [7]);
        using var optimizer = row.Make(model.All);
        model.SetGradients(0);
        optimizer.Table.Refresh();
        var before = model.Weights();
        optimizer.StepOnHost(optimizer.Table, new(Verdict.Proceed, 1, true, [Rules.UpdateCap(1e-6)], 100, 0), new ParameterUpdate[2]);
        optimizer.Table.Release();
        for (var i = 0; i < 2; i++)
            Assert.InRange(Math.Sqrt(before[i].Zip(model.Weights()[i], (a, b) => (a - b) * (a - b)).Sum()), 0, 1e-4);

        using var one = row.Make(scaled.All);
        using var two = row.Make(smaller.All);
        for (var step = 0; step < 3; step++)
        {
            scaled.SetGradients(step);
            one.Table.Refresh();
            one.StepOnHost(one.Table, new(Verdict.Rescale(0.25, "test"), 1, true, [], 0, 0), []);
            one.Table.Release();
            smaller.SetGradients(step, 0.25);
            two.step();
        }

        Assert.Equal(smaller.Weights(), scaled.Weights());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_parameter_without_gradient_stays(OptimizerRow row)
    {
        using var model = Holder.Random(7, ScalarType.Float32, [10], [10]);
        using var optimizer = row.Make(model.All);
        Holder.SetGradient(model.All[0], ones(10));
        var before = model.Weights();
        optimizer.step();
        Assert.NotEqual(before[0], model.Weights()[0]);
        Assert.Equal(before[1], model.Weights()[1]);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_cap_that_never_binds_changes_no_bit(OptimizerRow row)
    {
        using var plain = Holder.Random(8, ScalarType.Float32, Shapes);
        using var capped = Holder.Random(8, ScalarType.Float32, Shapes);
        Train(row.Make(plain.All), plain, 30);
        using var optimizer = row.Make(capped.All);
        using var guard = StepGuard.For(capped, optimizer, new GuardOptions { Caps = [Rules.UpdateCap(1e9)] });
        using var loss = tensor(1f);
        for (var step = 0; step < 30; step++)
        {
            capped.SetGradients(step);
            Assert.Equal(VerdictKind.Proceed, guard.Step(loss).Verdict.Kind);
        }

        Assert.Equal(plain.Weights(), capped.Weights());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Finds_the_minimum_of_a_quadratic(OptimizerRow row)
    {
        using var model = Holder.Random(9, ScalarType.Float32, [20]);
        using var optimizer = row.Make(model.All);
        for (var step = 0; step < 2000; step++)
        {
            Holder.SetGradient(model.All[0], model.All[0].detach());
            optimizer.step();
        }

        Assert.All(model.Weights()[0], value => Assert.InRange(value, -0.05, 0.05));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Schedulers_drive_it(OptimizerRow row)
    {
        using var model = Holder.Random(10, ScalarType.Float32, [4]);
        using var optimizer = row.Make(model.All);
        var rate = optimizer.ParamGroups.Single().LearningRate;
        var scheduler = lr_scheduler.StepLR(optimizer, step_size: 2, gamma: 0.1);
        Train(optimizer, model, 1);
        scheduler.step();
        scheduler.step();
        Assert.Equal(rate * 0.1, optimizer.ParamGroups.Single().LearningRate, 12);

        var cycle = optimizer is IMomentum;
        var cyclic = lr_scheduler.CyclicLR(optimizer, base_lr: 0.001, max_lr: 0.1, step_size_up: 5, cycle_momentum: cycle);
        for (var i = 0; i < 5; i++)
            cyclic.step();
        Assert.Equal(0.1, optimizer.ParamGroups.Single().LearningRate, 9);
        var one = lr_scheduler.OneCycleLR(optimizer, max_lr: 0.1, total_steps: 10, cycle_momentum: optimizer is IMomentum or IBetas);
        one.step();
        Train(optimizer, model, 1);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void Bad_rates_are_named(double lr)
    {
        using var model = Holder.Random(11, ScalarType.Float32, [4]);
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => Ballast.Optimizers.AdamW(model.All, lr));
        Assert.Contains("must be at least 0 and finite", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_hyperparameters_and_repeated_parameters_are_named()
    {
        using var model = Holder.Random(12, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.AdamW(model.All);
        Assert.Contains(
            "two groups",
            Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new ParamGroup { Parameters = model.All })).Message,
            StringComparison.Ordinal
        );
        using var other = Holder.Random(13, ScalarType.Float32, [4]);
        Assert.Contains(
            "'momentum' is no hyperparameter",
            Assert
                .Throws<ArgumentException>(() =>
                    optimizer.add_param_group(
                        new ParamGroup
                        {
                            Parameters = other.All,
                            Options = new FusedOptions { ["momentum"] = 0.9 },
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => Ballast.Optimizers.SGD(Array.Empty<Parameter>()));
        Assert.Throws<ArgumentException>(() => Ballast.Optimizers.SGD(other.All, nesterov: true));
    }

    private static void Train(FusedOptimizer optimizer, Holder model, int steps, int from = 0)
    {
        for (var step = from; step < from + steps; step++)
        {
            model.SetGradients(step);
            optimizer.step();
        }
    }

    private static void AssertClose(double[][] expected, double[][] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        for (var j = 0; j < expected[i].Length; j++)
            Assert.True(
                Math.Abs(expected[i][j] - actual[i][j]) <= tolerance * Math.Max(1, Math.Abs(expected[i][j])),
                $"tensor {i} value {j}: expected {expected[i][j]:R}, got {actual[i][j]:R}"
            );
    }
}

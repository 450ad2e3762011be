using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Weights of 16 bits with a copy in full precision.</summary>
[TensorTests]
public sealed class MasterWeightTests
{
    private static readonly long[][] Shapes =
    [
        [7, 9],
        [33],
        [2, 3, 2, 2],
    ];

    public static TheoryData<string> Names => [.. OptimizerRow.All.Select(row => row.Name)];

    /// <summary>
    /// The law: training in bfloat16 with a copy is training in float32 and rounding, value by value; to the last bit but for Adafactor,
    /// whose float32 goes by a kernel and not by tensors.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void It_is_the_training_of_float32_rounded(string name)
    {
        var row = OptimizerRow.All.Single(it => it.Name == name);
        foreach (var guarded in new[] { false, true })
        {
            using var narrow = Holder.Random(5, ScalarType.BFloat16, Shapes);
            using var wide = new Holder([.. narrow.All.Select(p => p.detach().to(ScalarType.Float32))]);
            using var mine = row.Make(narrow.All);
            using var twin = row.Make(wide.All);
            using var loss = tensor(1f);
            var options = () =>
                guarded ? new GuardOptions { Rules = [Rules.ClipNorm(1)], Caps = [Rules.UpdateCap(0.001)] } : GuardOptions.Off;
            using var guard = StepGuard.For(narrow, mine, options());
            using var other = StepGuard.For(wide, twin, options());
            for (var step = 0; step < 12; step++)
            {
                narrow.SetGradients(step, 0.01);
                foreach (var (from, to) in narrow.All.Zip(wide.All))
                    Holder.SetGradient(to, from.grad!.to(ScalarType.Float32));
                guard.Step(loss);
                other.Step(loss);
                foreach (var (a, b) in narrow.All.Zip(wide.All))
                foreach (var (expected, actual) in Holder.Values(b.detach().to(ScalarType.BFloat16)).Zip(Holder.Values(a)))
                    Assert.Equal(expected, actual, name == "adafactor" ? Math.Abs(expected) / 128 : 0);
            }
        }
    }

    [Fact]
    public void Changes_below_the_last_bit_add_up_and_without_a_copy_they_are_lost()
    {
        double Moved(bool keeps)
        {
            using var model = new Holder(ones(100, ScalarType.BFloat16));
            using var optimizer = Ballast.Optimizers.SGD(model.All, 1e-3);
            optimizer.MasterWeights = keeps;
            Assert.Equal(keeps, optimizer.MasterWeights);
            for (var step = 0; step < 100; step++)
            {
                Holder.SetGradient(model.All[0], ones(100, ScalarType.BFloat16));
                optimizer.step();
            }

            return 1 - model.Weights()[0][0];
        }

        Assert.Equal(0.1, Moved(keeps: true), 0.004);
        Assert.Equal(0, Moved(keeps: false));
    }

    /// <summary>Repairs, edits, loaded weights: whoever sets a weight is followed, and the moments stay.</summary>
    [Fact]
    public void A_copy_follows_a_weight_that_something_else_has_set()
    {
        using var model = new Holder(ones(64, ScalarType.BFloat16));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 0.125);
        void Step()
        {
            Holder.SetGradient(model.All[0], ones(64, ScalarType.BFloat16));
            optimizer.step();
        }

        Step();
        using (no_grad())
            model.All[0][7] = tensor(5f).to(ScalarType.BFloat16);
        Step();
        Assert.Equal(0.75, model.Weights()[0][6]);
        Assert.Equal(4.875, model.Weights()[0][7]);
        ((FusedOptimizer)optimizer).Restart();
        Step();
        Assert.Equal((0.625, 4.75), (model.Weights()[0][6], model.Weights()[0][7]));
    }

    [Theory, MemberData(nameof(Names))]
    public void Saved_and_loaded_it_goes_on_bit_for_bit(string name)
    {
        var row = OptimizerRow.All.Single(it => it.Name == name);
        using var first = Holder.Random(5, ScalarType.BFloat16, Shapes);
        using var second = Holder.Random(6, ScalarType.BFloat16, Shapes);
        using var saved = row.Make(first.All);
        using var loaded = row.Make(second.All);
        void Run(Holder model, FusedOptimizer optimizer, int from)
        {
            for (var step = from; step < from + 5; step++)
            {
                model.SetGradients(step, 0.01);
                optimizer.step();
            }
        }

        Run(first, saved, 0);
        using (no_grad())
            foreach (var (from, to) in first.All.Zip(second.All))
                to.copy_(from);
        using var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true))
            saved.save_state_dict(writer);
        state.Position = 0;
        using (var reader = new BinaryReader(state))
            loaded.load_state_dict(reader);
        Run(first, saved, 5);
        Run(second, loaded, 5);
        Assert.Equal(first.Weights(), second.Weights());
    }

    [Fact]
    public void A_weight_of_float16_has_one_too_on_the_way_of_tensors()
    {
        using var model = new Holder(ones(10, ScalarType.Float16));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 1e-4);
        for (var step = 0; step < 100; step++)
        {
            Holder.SetGradient(model.All[0], ones(10, ScalarType.Float16));
            optimizer.step();
        }

        Assert.Equal(0.99, model.Weights()[0][0], 0.0006);
    }
}

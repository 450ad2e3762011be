using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class DeadlyFlipTests
{
    public static TheoryData<Func<DeadlyFlipOptions>, string> Wrong =>
        new()
        {
            {
                () =>
                    new() { KHi = double.NaN },
                "KHi of a deadly flip is NaN but must be at least 1 and finite"
            },
            {
                () =>
                    new() { RFloor = 0 },
                "RFloor of a deadly flip is 0 but must be above 0"
            },
            {
                () =>
                    new() { RFloor = 0.3 },
                "RCeil of a deadly flip is 0.2 but must be at least RFloor (0.3)"
            },
            {
                () =>
                    new() { TwinDecay = 1 },
                "TwinDecay of a deadly flip is 1 but must be in [0, 1)"
            },
            {
                () =>
                    new() { Cool = 0 },
                "Cool of a deadly flip is 0 but must be at least 1"
            },
            {
                () =>
                    new() { TauMin = 0 },
                "TauMin of a deadly flip is 0 but must be in (0, 1]"
            },
            {
                () =>
                    new() { Recovery = 0.9 },
                "Recovery of a deadly flip is 0.9 but must be at least 1"
            },
            {
                () =>
                    new() { RowCold = 0.1 },
                "RowCold of a deadly flip is 0.1 but must be above 0 and below RowHot (0.1)"
            },
            {
                () =>
                    new() { RowShare = 2 },
                "RowShare of a deadly flip is 2 but must be in (0, 1]"
            },
            {
                () =>
                    new() { Mode = (FlipMode)9 },
                "Mode of a deadly flip is 9 but must be one of Rollback, Twin"
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_outside_their_range_are_named(Func<DeadlyFlipOptions> options, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<ArgumentOutOfRangeException>(() => new DeadlyFlip(options())).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void It_serves_one_guard_and_only_a_guard()
    {
        using var model = new Holder(ones(2, 2));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 0.1);
        using var flip = new DeadlyFlip();
        Assert.Throws<InvalidOperationException>(() => flip.Apply([], new(0, 1, [])));
        var options = new GuardOptions { Edits = [flip] };
        using var guard = StepGuard.For(model, optimizer, options);
        Assert.Throws<InvalidOperationException>(() => StepGuard.For(model, optimizer, options));
    }

    [Fact]
    public void A_listener_that_throws_does_not_stop_the_training()
    {
        using var model = new Holder(ones(3, 2));
        using var optimizer = Ballast.Optimizers.SGD(model.All, 0.1);
        using var flip = new DeadlyFlip();
        var heard = 0;
        flip.Flipped += (_, _) => throw new InvalidOperationException("no");
        flip.Flipped += Hear;
        using var guard = Push.Guard(model, optimizer, flip, all => Push.Rows(all[0], 100, 1));
        guard.Step(tensor(1.0));
        flip.Flipped -= Hear;
        guard.Step(tensor(1.0));
        Assert.Equal((1, 2), (heard, flip.Flips));

        void Hear(object? sender, Flip what) => heard++;
    }

    [Fact]
    public void The_momentum_of_a_flipped_neuron_is_cleared_and_its_mean_square_stays()
    {
        foreach (var (kind, wrapped) in OptimizerKind.All.SelectMany(kind => new[] { (kind, false), (kind, true) }))
        {
            using var model = Holder.Random(5, ScalarType.Float32, [4, 3]);
            using var inner = kind.Make(model.All);
            using optim.Optimizer optimizer = wrapped ? new WrappedOptimizer((TorchSharp.Modules.OptimizerHelper)inner) : inner;
            using var flip = new DeadlyFlip();
            model.SetGradients(1);
            using var guard = StepGuard.For(
                model,
                optimizer,
                new GuardOptions { Edits = [new Push(all => Push.Rows(all[0], 100, 2)), flip] }
            );
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = 1e-6;
            guard.Step(tensor(1.0));
            Assert.Equal(1, flip.Flips);
            foreach (var (values, square) in Slots(optimizer))
                for (var row = 0; row < 4; row++)
                    Assert.Equal(row == 2 && !square, values[row].All(value => value == 0));
        }

        static IEnumerable<(double[][] Rows, bool Square)> Slots(optim.Optimizer optimizer) =>
            ((TorchSharp.Modules.OptimizerHelper)optimizer).state_dict().State[0] switch
            {
                FusedState own =>
                [
                    .. own.Stepper.SlotsOf(own).Where(pair => pair.Slot is not null).Select(pair => (Rows(pair.Slot!), pair.Square)),
                ],
                TorchSharp.Modules.SGD.State sgd => [(Rows(sgd.momentum_buffer), false)],
                TorchSharp.Modules.Adam.State adam => [(Rows(adam.exp_avg), false), (Rows(adam.exp_avg_sq), true)],
                TorchSharp.Modules.AdamW.State adam => [(Rows(adam.exp_avg), false), (Rows(adam.exp_avg_sq), true)],
                TorchSharp.Modules.RMSProp.State rms => [(Rows(rms.square_avg), true)],
                _ => throw new NotSupportedException(),
            };

        static double[][] Rows(Tensor tensor) => [.. Holder.Values(tensor).Chunk(3)];
    }

    [Fact]
    public void Two_swapped_units_carry_their_state_along()
    {
        using var model = nn.RNN(2, 6, nonLinearity: nn.NonLinearities.ReLU);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 1e-9, momentum: 0.9);
        using var flip = new DeadlyFlip(new() { Mode = FlipMode.Row });
        using var off = no_grad();
        var recurrent = model.parameters().ElementAt(1);
        recurrent.copy_(eye(6) * 0.5f);
        recurrent[4, 4] = 2f;
        List<Flip> seen = [];
        flip.Flipped += (_, what) => seen.Add(what);
        foreach (var (i, parameter) in model.parameters().Index())
            Holder.SetGradient(parameter, arange(1, parameter.numel() + 1).reshape(parameter.shape));
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new Push(all => Push.Rows(all[1], 3, 4)), flip] });
        guard.Step(tensor(1.0));
        var swap = Assert.Single(seen);
        Assert.Equal((FlipKind.Row, 4), (swap.Kind, swap.Neuron));
        Assert.Equal(1, flip.RowSwaps);
        var j = swap.Partner!.Value;
        Assert.Equal((2f, 0.5f, 0f), (recurrent[j, 4].item<float>(), recurrent[4, j].item<float>(), recurrent[4, 4].item<float>()));
        Assert.Equal(1, linalg.eigvals(recurrent).abs().max().item<float>(), 1e-5); // was 2: now the geometric mean of 2 and 0.5
        var momentum = ((FusedState)((TorchSharp.Modules.OptimizerHelper)optimizer).state_dict().State[1]).Slot(0);
        Assert.Equal((j * 6) + 1f, momentum[4, 0].item<float>());
    }

    [Fact]
    public void A_convolution_swaps_within_its_groups()
    {
        using var model = nn.Sequential(("a", nn.Conv1d(4, 8, 1, groups: 4)), ("b", nn.ReLU()), ("c", nn.Conv1d(8, 2, 1)));
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0);
        using var flip = new DeadlyFlip(new() { Mode = FlipMode.Peer });
        List<Flip> seen = [];
        flip.Flipped += (_, what) => seen.Add(what);
        using var guard = Push.Guard(model, optimizer, flip, all => Push.Rows(all[0], 100, 5));
        guard.Step(tensor(1.0));
        Assert.Equal((5, 4), seen.Select(what => (what.Neuron, what.Partner!.Value)).Single());
    }

    [Fact]
    public void It_goes_with_the_automatic_guard()
    {
        var trial = ComparisonTasks.Of("sgd-rate").Build(1);
        using var flip = new DeadlyFlip();
        using var guard = StepGuard.For(trial.Model, trial.Optimizer, GuardOptions.Auto with { Edits = [flip] });
        for (var step = 0; step < 60; step++)
        {
            using var scope = NewDisposeScope();
            trial.Optimizer.zero_grad();
            var loss = trial.LossOf(trial.Batch(step));
            guard.Backward(loss);
            guard.Step(loss);
        }

        Assert.InRange(trial.Evaluate(), 0.5, 1);
    }
}

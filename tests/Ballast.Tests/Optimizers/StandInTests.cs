using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// A guard steps TorchSharp's own optimizers by kernels over their own state: the same weights and the same state, to rounding.
/// </summary>
[TensorTests]
public sealed class StandInTests
{
    public sealed record Row(string Name, Func<IEnumerable<ParamGroup>, OptimizerHelper> Make, Func<OptimizerOptions> OfSecondGroup)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<Row> Rows =>
        [
            new(
                "sgd",
                p => optim.SGD(Cast<SGD.ParamGroup, SGD.Options>(p), 0.05),
                () => new SGD.Options { LearningRate = 0.02, weight_decay = 0.1 }
            ),
            new(
                "sgd momentum",
                p => optim.SGD(Cast<SGD.ParamGroup, SGD.Options>(p), 0.05, momentum: 0.9, dampening: 0.3),
                () => new SGD.Options { momentum = 0.5, weight_decay = 0.1 }
            ),
            new(
                "sgd nesterov",
                p => optim.SGD(Cast<SGD.ParamGroup, SGD.Options>(p), 0.05, momentum: 0.9, nesterov: true, weight_decay: 0.01),
                () => new SGD.Options { momentum = 0, nesterov = false }
            ),
            new(
                "adam",
                p => optim.Adam(Cast<TorchSharp.Modules.Adam.ParamGroup, TorchSharp.Modules.Adam.Options>(p), 0.02),
                () =>
                    new TorchSharp.Modules.Adam.Options
                    {
                        beta1 = 0.5,
                        weight_decay = 0.1,
                        eps = 1e-3,
                    }
            ),
            new(
                "adamw",
                p => optim.AdamW(Cast<AdamW.ParamGroup, AdamW.Options>(p), 0.02, weight_decay: 0.05),
                () => new AdamW.Options { beta2 = 0.9, weight_decay = 0 }
            ),
            new(
                "rmsprop",
                p => optim.RMSProp(Cast<RMSProp.ParamGroup, RMSProp.Options>(p), 0.01),
                () => new RMSProp.Options { alpha = 0.9, weight_decay = 0.1 }
            ),
            new(
                "rmsprop momentum",
                p => optim.RMSProp(Cast<RMSProp.ParamGroup, RMSProp.Options>(p), 0.01, momentum: 0.8, centered: true),
                () => new RMSProp.Options { momentum = 0.2, centered = false }
            ),
            new(
                "adagrad",
                p => optim.Adagrad(Cast<Adagrad.ParamGroup, Adagrad.Options>(p), 0.1, lr_decay: 0.01, initial_accumulator_value: 0.2),
                () => new Adagrad.Options { lr_decay = 0, weight_decay = 0.1 }
            ),
        ];

    [Theory]
    [Uncollected]
    [MemberData(nameof(Rows))]
    public void Takes_the_optimizers_own_steps(Row row)
    {
        using var plain = Holder.Random(1, ScalarType.Float64, [20, 7], [7], [3]);
        using var guarded = Holder.Random(1, ScalarType.Float64, [20, 7], [7], [3]);
        using var bare = Make(row, plain);
        using var optimizer = Make(row, guarded);
        using var guard = StepGuard.For(guarded, optimizer, new GuardOptions());
        var (first, second) = (optim.lr_scheduler.StepLR(bare, 25, 0.7), optim.lr_scheduler.StepLR(optimizer, 25, 0.7));
        using var loss = tensor(1f);
        for (var step = 0; step < 100; step++)
        {
            plain.SetGradients(step);
            guarded.SetGradients(step);
            bare.step();
            Assert.Equal(VerdictKind.Proceed, guard.Step(loss).Verdict.Kind);
            first.step();
            second.step();
            if (step is not (30 or 60))
                continue;
            AssertAlike(bare, optimizer);
            Exchange(bare, optimizer, crosswise: step == 60);
        }

        AssertAlike(bare, optimizer);
        foreach (var (a, b) in plain.Weights().SelectMany(w => w).Zip(guarded.Weights().SelectMany(w => w)))
            Assert.Equal(a, b, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Takes_every_step_of_weights_in_host_memory(Row row)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            using var model = Holder.Random(1, type, [20, 7], [7], [3]);
            using var optimizer = Make(row, model);
            using var standIn = StandIn.Of(optimizer);
            using var table = new ParameterTable(model.All);
            model.SetGradients(1);
            table.Refresh();
            Assert.True(standIn!.CanStep(table));
        }
    }

    [Fact]
    [Uncollected]
    public void What_it_does_not_know_the_optimizer_steps_itself()
    {
        var rows = new (string Name, ScalarType Type, Func<IEnumerable<Parameter>, optim.Optimizer> Make)[]
        {
            ("amsgrad", ScalarType.Float32, p => optim.Adam(p, 0.01, amsgrad: true)),
            ("maximize", ScalarType.Float32, p => optim.SGD(p, 0.01, maximize: true)),
            ("bfloat16", ScalarType.BFloat16, p => optim.Adam(p, 0.01)),
            ("radam", ScalarType.Float32, p => optim.RAdam(p, 0.01)),
            ("derived", ScalarType.Float32, p => new Slow(p)),
        };
        foreach (var (name, type, make) in rows)
        {
            using var plain = Holder.Random(2, type, [5, 3], [3]);
            using var guarded = Holder.Random(2, type, [5, 3], [3]);
            using var bare = make(plain.All);
            using var optimizer = make(guarded.All);
            using var guard = StepGuard.For(guarded, optimizer, new GuardOptions());
            using var loss = tensor(1f);
            for (var step = 0; step < 5; step++)
            {
                plain.SetGradients(step);
                guarded.SetGradients(step);
                bare.step();
                guard.Step(loss);
            }

            Assert.True(plain.Weights().SelectMany(w => w).SequenceEqual(guarded.Weights().SelectMany(w => w)), name);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_change_that_is_not_finite_starts_the_state_afresh(Row row)
    {
        using var model = Holder.Random(3, ScalarType.Float32, [4, 2], [2], [3]);
        using var optimizer = Make(row, model);
        using var fresh = Make(row, model);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions());
        using var loss = tensor(1f);
        model.SetGradients(1);
        guard.Step(loss);
        var before = model.Weights();
        for (var i = 0; i < 3; i++)
            model.All[i].grad!.fill_(3e38f); // finite, and neither its square nor its step is
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = 1000;
        Assert.Equal(3, guard.Step(loss).Restarted);
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = 0.01;
        if (row.Name != "rmsprop momentum")
            Assert.Equal(before, model.Weights()); // where its old velocity, which was finite, still moves
        Assert.All(model.Weights().SelectMany(w => w), weight => Assert.True(double.IsFinite(weight)));
        foreach (var (state, of) in optimizer.state_dict().State.Zip(fresh.state_dict().State))
            Assert.Equal(Bytes(of), Bytes(state));
        model.SetGradients(2);
        Assert.Equal(0, guard.Step(loss).Restarted);
        Assert.NotEqual(before, model.Weights());
    }

    [Theory]
    [InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public void A_capped_step_shrinks_the_velocity_of_SGD_with_it(bool isOurs, bool isWrapped)
    {
        using var model = Holder.Random(4, ScalarType.Float32, [6, 6]);
        using OptimizerHelper inner = isOurs ? Optimizers.SGD(model.All, 10, momentum: 0.9) : optim.SGD(model.All, 10, momentum: 0.9);
        using var optimizer = isWrapped ? new WrappedOptimizer(inner) : inner;
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Caps = [Rules.UpdateCap(0.01)] });
        using var loss = tensor(1f);
        model.SetGradients(1);
        using var before = model.All[0].detach().clone();
        Assert.Equal(1, guard.Step(loss).Capped);
        using var change = model.All[0].detach().sub(before);
        var velocity = optimizer.state_dict().State[0] is FusedState own
            ? own.Slots[0]!
            : ((SGD.State)optimizer.state_dict().State[0]).momentum_buffer;
        Assert.Equal(Norm(change), 10 * Norm(velocity), 1e-4 * Norm(change));
    }

    [Fact]
    public void Parameters_added_later_are_refused_as_before()
    {
        using var model = Holder.Random(5, ScalarType.Float32, [4], [4]);
        using var optimizer = optim.SGD([model.All[0]], 0.1);
        using var guard = StepGuard.For(model, optimizer);
        optimizer.add_param_group(new SGD.ParamGroup { Parameters = [model.All[1]] });
        model.SetGradients(1);
        using var loss = tensor(1f);
        Assert.Contains(
            "build the guard after the last add_param_group",
            Assert.Throws<InvalidOperationException>(() => guard.Step(loss)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Uncollected]
    public void A_cap_that_throws_leaves_the_optimizer_its_state()
    {
        using var model = Holder.Random(6, ScalarType.Float32, [4]);
        using var optimizer = optim.Adam(model.All, 0.1);
        using var loss = tensor(1f);
        model.SetGradients(1);
        using (var guard = StepGuard.For(model, optimizer, new GuardOptions { Caps = [new Thrower()] }))
            Assert.ThrowsAny<Exception>(() => guard.Step(loss));
        Assert.False(((TorchSharp.Modules.Adam.State)optimizer.state_dict().State[0]).exp_avg.IsInvalid);
        optimizer.step();
    }

    [Fact]
    public void Its_tensors_are_the_optimizers_after_the_guard_is_gone()
    {
        using var model = Holder.Random(6, ScalarType.Float32, [4]);
        using var optimizer = optim.SGD(model.All, 0.1, momentum: 0.9);
        using var loss = tensor(1f);
        using (var guard = StepGuard.For(model, optimizer))
        {
            using var scope = NewDisposeScope(); // a loop's own: what the step makes outlives it
            model.SetGradients(1);
            guard.Step(loss);
        }

        Assert.False(((SGD.State)optimizer.state_dict().State[0]).momentum_buffer.IsInvalid);
        model.SetGradients(2);
        optimizer.step();
    }

    private static OptimizerHelper Make(Row row, Holder model) =>
        row.Make([
            new ParamGroup { Parameters = [model.All[0]] },
            new ParamGroup { Parameters = [model.All[1], model.All[2]], Options = row.OfSecondGroup() },
        ]);

    private static IEnumerable<TGroup> Cast<TGroup, TOptions>(IEnumerable<ParamGroup> groups)
        where TGroup : ParamGroup<TOptions>, new()
        where TOptions : OptimizerOptions =>
        [.. groups.Select(group => new TGroup { Parameters = group.Parameters, Options = (TOptions)group.Options })];

    private static void AssertAlike(OptimizerHelper one, OptimizerHelper other)
    {
        foreach (var (a, b) in one.state_dict().State.Zip(other.state_dict().State))
            Assert.True(a.ApproximatelyEquals(b));
    }

    // each goes on with what was saved of itself, or of the other
    private static void Exchange(OptimizerHelper one, OptimizerHelper other, bool crosswise)
    {
        var (first, second) = (SafetyTests.State(one), SafetyTests.State(other));
        one.load_state_dict(new BinaryReader(new MemoryStream(crosswise ? second : first)));
        other.load_state_dict(new BinaryReader(new MemoryStream(crosswise ? first : second)));
    }

    private static byte[] Bytes(OptimizerState state)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        state.SaveStateDict(writer);
        return stream.ToArray();
    }

    private static double Norm(Tensor x) => x.norm().item<float>();

    private sealed class Thrower : ICapRule
    {
        public string Name => "thrower";

        public double Scale(in UpdateReading reading) => throw new InvalidOperationException("no");
    }

    private sealed class Slow(IEnumerable<Parameter> parameters) : TorchSharp.Modules.Adam(parameters, 0.01)
    {
        public override Tensor step(Func<Tensor>? closure = null)
        {
            foreach (var group in ParamGroups)
                group.LearningRate = 1e-3;
            return base.step(closure);
        }
    }
}

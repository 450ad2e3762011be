using Ballast.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Replicas;

/// <summary>The guard of several ranks in a loop of one's own.</summary>
[TensorTests]
public sealed class RankGuardTests
{
    private static readonly Lock s_building = new();

    /// <summary>A small model on every rank and its guard; what <paramref name="body"/> returns, rank by rank.</summary>
    private static T[] Run<T>(
        int ranks,
        Func<ICollective, nn.Module<Tensor, Tensor>, StepGuard, CollectingSink, T> body,
        Func<nn.Module<Tensor, Tensor>>? model = null,
        Func<GuardOptions>? options = null
    ) => ThreadCollective.Run(ranks, world =>
        {
            using var scope = NewDisposeScope();
            nn.Module<Tensor, Tensor> net;
            lock (s_building)
            {
                manual_seed(world.Rank);
                net = (model ?? (() => nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))))();
            }

            using var optimizer = Ballast.Optimizers.SGD(net.parameters(), lr: 0.1, momentum: 0.9);
            using var sink = new CollectingSink();
            using var guard = StepGuard.For(
                net,
                optimizer,
                (options?.Invoke() ?? GuardOptions.Auto) with
                {
                    Collective = world,
                    Sinks = [sink],
                }
            );
            var result = body(world, net, guard, sink);
            net.Dispose();
            return result;
        });

    private static float[] Values(nn.Module net) =>
        [.. net.parameters().Concat(net.buffers()).SelectMany(it => it.to(ScalarType.Float32).data<float>().ToArray())];

    private static StepRecord Step(nn.Module<Tensor, Tensor> net, StepGuard guard, Tensor x, double? rows = null)
    {
        foreach (var parameter in net.parameters())
            parameter.grad = null;
        var loss = net.call(x).square().mean();
        guard.Backward(loss);
        return rows is { } given ? guard.Step(loss, given) : guard.Step(loss);
    }

    [Fact]
    public void All_begin_with_the_weights_of_rank_0()
    {
        var weights = Run(3, (_, net, _, _) => Values(net));
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
    }

    [Fact]
    public void What_is_NaN_on_one_rank_is_skipped_by_all_and_the_rank_is_named()
    {
        var results = Run(3, (world, net, guard, _) =>
        {
            Step(net, guard, ones(2, 3));
            var before = Values(net);
            var record = Step(net, guard, world.Rank == 1 ? full(2, 3, double.NaN) : ones(2, 3));
            return (record.Verdict, Ranks: record.Ranks, Same: before.SequenceEqual(Values(net)));
        });
        Assert.All(results, it =>
        {
            Assert.Equal((VerdictKind.Skip, true), (it.Verdict.Kind, it.Same));
            Assert.Contains("rank 1: 21 gradient values are not finite, first in 0.weight", it.Verdict.Reason, StringComparison.Ordinal);
            Assert.Equal([true, false, true], it.Ranks.Select(rank => rank.IsFinite));
            Assert.Equal((double.NaN, "0.weight"), (it.Ranks[1].Loss, it.Ranks[1].Broken));
        });
    }

    [Fact]
    public void Ranks_count_by_their_rows()
    {
        // three rows on one rank, one on the other, none on the last
        var results = Run(3, (world, net, guard, _) =>
        {
            var all = arange(12).reshape(4, 3).to(ScalarType.Float32).Times(0.1);
            var (first, rows) =
                world.Rank == 0 ? (0, 3)
                : world.Rank == 1 ? (3, 1)
                : (0, 1);
            // what a rank without rows computes does not count, whatever it is
            var record = Step(
                net,
                guard,
                world.Rank == 2 ? full(1, 3, double.NaN) : all.narrow(0, first, rows),
                world.Rank == 2 ? 0 : rows
            );
            return (record.Loss, record.GradientNorm, Weights: Values(net));
        });
        var alone = Run(1, (_, net, guard, _) =>
        {
            var record = Step(net, guard, arange(12).reshape(4, 3).to(ScalarType.Float32).Times(0.1));
            return (record.Loss, record.GradientNorm, Weights: Values(net));
        })[0];
        Assert.Equal(alone.Loss, results[1].Loss, 1e-6);
        Assert.Equal(alone.GradientNorm, results[1].GradientNorm, 1e-6);
        Assert.All(results[2].Weights.Zip(alone.Weights), it => Assert.Equal(it.Second, it.First, 1e-6f));
        Assert.Equal(results[0].Weights, results[2].Weights);
    }

    [Fact]
    public void Without_rows_anywhere_there_is_no_step()
    {
        var fault = Assert.Throws<AggregateException>(() => Run(2, (_, net, guard, _) => Step(net, guard, ones(2, 3), rows: 0)));
        Assert.Contains("No rank had rows", fault.InnerExceptions[0].Message, StringComparison.Ordinal);
        fault = Assert.Throws<AggregateException>(() => Run(1, (_, net, guard, _) => Step(net, guard, ones(2, 3), rows: double.NaN)));
        Assert.IsType<ArgumentOutOfRangeException>(fault.InnerExceptions[0]);
    }

    [Fact]
    public void A_parameter_that_one_rank_alone_uses_is_trained_on_all()
    {
        var results = Run(
            2,
            (world, net, guard, _) =>
            {
                var branches = (Branches)net;
                var before = Values(net);
                branches.Second = world.Rank == 1;
                var record = Step(net, guard, ones(2, 3));
                return (Moved: before.Zip(Values(net)).Count(it => it.First != it.Second), Weights: Values(net), record.Verdict.Kind);
            },
            () => new Branches()
        );
        Assert.Equal(8, results[0].Moved); // both branches of three weights and a bias
        Assert.Equal(results[0].Weights, results[1].Weights);
    }

    [Fact]
    public void A_weight_that_changes_on_one_rank_alone_is_put_right_and_said()
    {
        var results = Run(3, (world, net, guard, sink) =>
        {
            for (var i = 0; i < 100; i++)
            {
                if (i == 60 && world.Rank == 2)
                    using (no_grad())
                        net.parameters().First().view(-1)[1].Set(0.25); // memory at fault
                Step(net, guard, ones(2, 3));
            }

            return (Weights: Values(net), Notices: sink.Records.SelectMany(it => it.Notices).ToArray());
        });
        Assert.Equal(results[0].Weights, results[2].Weights);
        Assert.Equal(results[0].Weights, results[1].Weights);
        Assert.Contains(results[0].Notices, it => it.StartsWith("The weights of rank 2 were not those", StringComparison.Ordinal));
    }

    [Fact]
    public void What_rank_0_edits_goes_to_all()
    {
        var results = Run(
            2,
            (_, net, guard, sink) =>
            {
                for (var i = 0; i < 12; i++)
                    Step(net, guard, ones(2, 3));
                return (Weights: Values(net), Edits: sink.Records.Sum(it => it.Edits.Count));
            },
            options: () => GuardOptions.Auto with { Edits = [WeightEdits.MaxNorm(0.3)] }
        );
        Assert.Equal(results[0].Weights, results[1].Weights);
        Assert.True(results[0].Edits > 0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Running_statistics_are_the_mean_of_all_ranks(bool restores)
    {
        var results = Run(
            2,
            (world, net, guard, _) =>
            {
                var x = world.Rank == 0 ? tensor([0f, 2f]).reshape(2, 1) : tensor([10f, 14f]).reshape(2, 1);
                Step(net, guard, x);
                return net.buffers().Where(it => it.is_floating_point()).Select(it => it.ToSingle()).ToArray();
            },
            () => nn.Sequential(nn.BatchNorm1d(1), nn.Linear(1, 1)),
            () => GuardOptions.Auto with { RestoreBuffers = restores }
        );
        Assert.Equal(results[0], results[1]);
        Assert.Equal([0.1f * (1 + 12) / 2, 0.9f + (0.1f * (2 + 8) / 2)], results[0], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Each_rank_draws_masks_of_its_own_from_the_same_buffers()
    {
        var results = Run(
            2,
            (_, net, guard, _) =>
            {
                Step(net, guard, ones(2, 3));
                var mask = net.call(ones(4, 64)).data<float>().ToArray();
                return (mask, Weights: Values(net));
            },
            () => nn.Sequential(Dropouts.Dropout(0.5, seed: 3), new Gain())
        );
        Assert.Equal(results[0].Weights, results[1].Weights);
        Assert.NotEqual(results[0].mask, results[1].mask);
    }

    [Theory]
    [InlineData(GuardMode.Off)]
    [InlineData(GuardMode.Observe)]
    public void Plain_training_averages_too(GuardMode mode)
    {
        var results = Run(
            2,
            (world, net, guard, _) =>
            {
                for (var i = 0; i < 5; i++)
                    Step(net, guard, ones(2, 3).Times(world.Rank + 1));
                return Values(net);
            },
            options: () => GuardOptions.Auto with { Mode = mode }
        );
        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void Sixteen_bits_are_added_up_in_float32()
    {
        var results = Run(
            2,
            (world, net, guard, _) =>
            {
                for (var i = 0; i < 5; i++)
                    Step(net, guard, ones(2, 3, ScalarType.BFloat16).Times(world.Rank + 1));
                return Values(net);
            },
            () => nn.Linear(3, 2, dtype: ScalarType.BFloat16)
        );
        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void What_the_kernels_cannot_reach_goes_through_libtorch()
    {
        var results = Run(
            2,
            (world, net, guard, _) =>
            {
                for (var i = 0; i < 5; i++)
                    Step(net, guard, ones(2, 3).Times(world.Rank + 1));
                return Values(net);
            },
            () => new Turned()
        );
        var alone = Run(
            1,
            (_, net, guard, _) =>
            {
                for (var i = 0; i < 5; i++)
                    Step(net, guard, cat([ones(2, 3), ones(2, 3).Times(2)]));
                return Values(net);
            },
            () => new Turned()
        )[0];
        Assert.Equal(results[0], results[1]);
        Assert.All(results[0].Zip(alone), it => Assert.Equal(it.Second, it.First, 1e-5f));
    }

    [Fact]
    public void A_halt_ends_all_at_the_same_step()
    {
        var results = Run(2, (world, net, guard, _) =>
        {
            for (var i = 0; ; i++)
                try
                {
                    Step(net, guard, world.Rank == 1 ? full(2, 3, double.NaN) : ones(2, 3));
                }
                catch (TrainingHaltedException halt)
                {
                    return (i, halt.Record.Verdict.Reason);
                }
        });
        Assert.Equal(results[0], results[1]);
        Assert.Contains("rank 1", results[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_rank_0_loads_goes_to_all()
    {
        var results = Run(3, (world, net, guard, _) =>
        {
            using var state = new MemoryStream();
            for (var i = 0; i < 3; i++)
                Step(net, guard, ones(2, 3));
            guard.Save(state);
            if (world.Rank == 0)
                using (no_grad())
                    net.parameters().First().Set(0.5);
            state.Position = 0;
            guard.Load(state);
            guard.Synchronize();
            var record = Step(net, guard, ones(2, 3));
            return (record.Step, record.Loss, Weights: Values(net));
        });
        Assert.Equal(3, results[2].Step);
        Assert.Equal(results[0].Weights, results[2].Weights);
    }

    [Fact]
    public void Ranks_say_what_their_machines_are_like()
    {
        var words = Run(3, (world, _, _, _) =>
        {
            using var net = nn.Linear(1, 1);
            using var optimizer = Ballast.Optimizers.SGD(net.parameters(), lr: 1);
            using var table = new ParameterTable(optimizer.parameters());
            using var replicas = new Ballast.Replicas(world, net, table, optimizer, null, () => [], _ => { });
            return (replicas.Words("right"), replicas.Words(world.Rank == 2 ? "wrong" : "right"));
        });
        Assert.All(words, it => Assert.Equal(("right (each of 3 ranks)", "rank 0: right; rank 1: right; rank 2: wrong"), it));
    }

    private sealed class Branches : nn.Module<Tensor, Tensor>
    {
        private readonly Linear one = nn.Linear(3, 1),
            two = nn.Linear(3, 1);

        public Branches()
            : base(nameof(Branches)) => RegisterComponents();

        public bool Second { get; set; }

        public override Tensor forward(Tensor x) => Second ? two.call(x) : one.call(x);
    }

    // a weight that is not contiguous
    private sealed class Turned : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight = nn.Parameter(linspace(0, 1, 12).reshape(4, 3).t());

        public Turned()
            : base(nameof(Turned)) => RegisterComponents();

        public override Tensor forward(Tensor x) => x.matmul(weight);
    }

    private sealed class Gain : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter gain = nn.Parameter(ones(1));

        public Gain()
            : base(nameof(Gain)) => RegisterComponents();

        public override Tensor forward(Tensor x) => x * gain;
    }
}

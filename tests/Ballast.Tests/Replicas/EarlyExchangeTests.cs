using Ballast.Tests.Replicas.OverlapNets;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Replicas;

/// <summary>Gradients sent while others are computed: the same training to the bit, whatever the model does with its weights.</summary>
[TensorTests]
public sealed class EarlyExchangeTests
{
    private const int Steps = 6;
    private static readonly Lock s_building = new();

    public static TheoryData<string> Kinds => [.. s_nets.Keys];

    private static readonly Dictionary<string, Func<Net>> s_nets = new()
    {
        ["layers"] = () => new Layers(),
        ["a layer that is used again"] = () => new Again(),
        ["a weight that is used without its layer"] = () => new Tied(),
        ["one weight in two layers"] = () => new Common(),
        ["weights of no layer"] = () => new Bare(),
        ["a part that one rank leaves out"] = () => new Sometimes(),
        ["half of it frozen"] = () => new Frozen(),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_to_the_bit(string kind)
    {
        var plain = Run(3, kind, overlap: false);
        var early = Run(3, kind, overlap: true);
        Assert.All(early, rank => Assert.Equal(plain[0].Weights, rank.Weights));
        Assert.All(plain, rank => Assert.Equal(0, rank.Early));
        Assert.All(early, rank => Assert.True(rank.Early > 0, $"{kind}: nothing was early"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_where_gradients_are_kept_and_zeroed(string kind) => AssertSame(kind, (it, step) => it.Train(step, zero: it.Zero));

    [Fact]
    public void The_same_where_micro_batches_are_accumulated() => AssertSame("layers", (it, step) =>
        {
            it.Optimizer.zero_grad();
            it.Guard.Backward(it.Loss(step));
            var loss = it.Loss(step + 100);
            it.Guard.Backward(loss, 2);
            it.Guard.Step(loss, 2);
        });

    [Fact]
    public void The_same_where_a_backward_pass_is_thrown_away_or_done_twice() => AssertSame("layers", (it, step) =>
        {
            it.Optimizer.zero_grad();
            it.Guard.Backward(it.Loss(step), 1);
            if (step % 2 == 0)
                it.Optimizer.zero_grad();
            var loss = it.Loss(step + 100);
            it.Guard.Backward(loss, 1);
            it.Guard.Step(loss);
        });

    [Fact]
    public void The_same_where_a_rank_goes_its_own_way_backward() => AssertSame("layers", (it, step) =>
        {
            it.Optimizer.zero_grad();
            var loss = it.Loss(step);
            if (it.World.Rank == 1)
                loss.backward();
            else
                it.Guard.Backward(loss, 1);
            it.Guard.Step(loss);
        });

    /// <summary>Where one rank's gradient is nothing that the kernels can read, which the others have to learn of.</summary>
    [Fact]
    public void The_same_where_a_gradient_lies_otherwise_on_one_rank()
    {
        static void Train(Rank it, int step)
        {
            it.Optimizer.zero_grad();
            var loss = it.Loss(step);
            it.Guard.Backward(loss, 1);
            var weight = it.Net.parameters().First();
            if (it.World.Rank == 1 && step == 3)
                weight.grad = weight.grad!.t().contiguous().t();
            it.Guard.Step(loss);
        }

        var plain = Run(2, "layers", overlap: false, Train);
        var early = Run(2, "layers", overlap: true, Train);
        foreach (var (one, other) in plain.Zip(early))
            Assert.Equal(one.Weights, other.Weights);
    }

    [Fact]
    public void Rows_that_differ_from_step_to_step_and_from_what_was_said()
    {
        // what is rescaled afterwards rounds otherwise
        static void Train(Rank it, int step)
        {
            it.Optimizer.zero_grad();
            var loss = it.Loss(step);
            it.Guard.Backward(loss, step == 4 ? 7 : 1 + ((step + it.World.Rank) % 3) + (step / 2));
            it.Guard.Step(loss, 1 + ((step + it.World.Rank) % 3) + (step / 2));
        }

        var plain = Run(3, "layers", overlap: false, Train);
        var early = Run(3, "layers", overlap: true, Train);
        Assert.All(early, rank => Assert.Equal(early[0].Weights, rank.Weights));
        Assert.InRange(plain[0].Weights.Zip(early[0].Weights, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-12);
    }

    [Fact]
    public void What_is_NaN_on_one_rank_is_skipped_by_all()
    {
        var verdicts = Run(2, "layers", overlap: true, (it, step) =>
        {
            var record = it.Train(step, factor: step == 3 && it.World.Rank == 1 ? double.NaN : 1);
            Assert.Equal(step == 3, record.Verdict.Kind == VerdictKind.Skip);
            if (step == 3)
                Assert.Contains("rank 1", record.Verdict.Reason, StringComparison.Ordinal);
        });
        Assert.Equal(verdicts[0].Weights, verdicts[1].Weights);
        Assert.All(verdicts[0].Weights, it => Assert.True(double.IsFinite(it)));
    }

    [Fact]
    public void A_gradient_is_its_parameter_s_again_once_the_backward_pass_is_over() => Run(2, "layers", overlap: true, (it, step) =>
        {
            it.Optimizer.zero_grad();
            it.Loss(step).backward();
            var own = it.Net.parameters().Select(p => p.grad!.clone()).ToArray();
            it.Optimizer.zero_grad();
            var loss = it.Loss(step);
            it.Guard.Backward(loss, 1);
            foreach (var (parameter, gradient) in it.Net.parameters().Zip(own))
                Assert.Equal(gradient.data<double>().ToArray(), parameter.grad!.data<double>().ToArray());
            it.Guard.Step(loss);
        });

    [Fact]
    public void A_fault_of_the_ranks_within_the_backward_pass_is_thrown_by_the_step()
    {
        var thrown = Assert.Throws<AggregateException>(() => Run(2, "layers", overlap: true, (it, step) =>
            {
                if (step == 3)
                    it.World.Breaks = true;
                it.Train(step);
            }));
        Assert.All(thrown.InnerExceptions, it => Assert.Equal("broken", it.InnerException?.Message));
    }

    private static void AssertSame(string kind, Action<Rank, int> train)
    {
        var plain = Run(2, kind, overlap: false, train);
        var early = Run(2, kind, overlap: true, train);
        Assert.All(early, rank => Assert.Equal(plain[0].Weights, rank.Weights));
    }

    private static (double[] Weights, int Early)[] Run(int ranks, string kind, bool overlap, Action<Rank, int>? train = null) =>
        ThreadCollective.Run(ranks, world =>
        {
            using var scope = NewDisposeScope();
            Net net;
            lock (s_building)
            {
                manual_seed(1);
                net = s_nets[kind]();
            }

            var seen = new SeenCollective(world, () => net.IsBackward);
            using var optimizer = Ballast.Optimizers.SGD(net.parameters().Where(p => p.requires_grad), lr: 0.01, momentum: 0.9);
            using var guard = StepGuard.For(net, optimizer, GuardOptions.Auto with { Collective = seen, Overlap = overlap });
            var rank = new Rank(seen, net, optimizer, guard);
            for (var step = 0; step < Steps; step++)
            {
                using var inner = NewDisposeScope();
                if (train is null)
                    rank.Train(step);
                else
                    train(rank, step);
            }

            double[] weights = [.. net.parameters().SelectMany(it => it.data<double>().ToArray())];
            net.Dispose();
            return (weights, seen.Early);
        });

    private sealed record Rank(SeenCollective World, Net Net, optim.Optimizer Optimizer, StepGuard Guard)
    {
        public Tensor Loss(int step, double factor = 1)
        {
            using var generator = new Generator((ulong)((step * 10) + World.Rank));
            var x = randn([4, Net.Width], ScalarType.Float64, generator: generator);
            Net.Turn = step + World.Rank;
            return Net.call(x).square().mean().Times(factor);
        }

        /// <summary>In place, so that the gradients stay where the last step has put them.</summary>
        public void Zero()
        {
            using var off = no_grad();
            foreach (var parameter in Net.parameters())
                parameter.grad?.zero_();
        }

        public StepRecord Train(int step, double factor = 1, Action? zero = null)
        {
            (zero ?? (() => Optimizer.zero_grad()))();
            var loss = Loss(step, factor);
            Net.IsBackward = true;
            Guard.Backward(loss, 1);
            Net.IsBackward = false;
            return Guard.Step(loss);
        }
    }

    /// <summary>Counts the sums that are begun within a backward pass.</summary>
    private sealed class SeenCollective(ICollective world, Func<bool> isBackward) : ICollective
    {
        public int Early { get; private set; }

        public bool Breaks { get; set; }

        public int Rank => world.Rank;

        public int Size => world.Size;

        public int LocalRank => world.LocalRank;

        public int LocalSize => world.LocalSize;

        public void AllReduce(Span<double> values) => world.AllReduce(values);

        public void AllReduce(Tensor values) => world.AllReduce(values);

        public IPendingSum Begin(Tensor values)
        {
            if (Breaks)
                throw new InvalidOperationException("broken");
            Early += isBackward() ? 1 : 0;
            return world.Begin(values);
        }

        public void Broadcast(Span<byte> bytes, int root = 0) => world.Broadcast(bytes, root);

        public void Barrier() => world.Barrier();

        public void Abort(int code, string why) => world.Abort(code, why);

        public void Dispose() => world.Dispose();
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Nothing that is not finite stays in a buffer, also where loss and gradients are finite.</summary>
[TensorTests]
public sealed class BufferTests
{
    private static Sequential Net(ScalarType type = ScalarType.Float32) =>
        nn.Sequential(("in", nn.Linear(4, 6)), ("bn", nn.BatchNorm1d(6)), ("out", nn.Linear(6, 2))).to(type);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void A_batch_of_one_row_leaves_no_trace_and_the_message_names_batch_norm(ScalarType type)
    {
        using var model = Net(type);
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer, new() { RestoreBuffers = true });
        Step(model, optimizer, guard, 8, type);
        var before = Buffers(model);
        var record = Step(model, optimizer, guard, 1, type);
        Assert.Equal(VerdictKind.Skip, record.Verdict.Kind);
        Assert.Contains(
            "buffer bn.running_var not finite, while loss and gradients are: batch norm needs two rows or more",
            record.Verdict.Reason,
            StringComparison.Ordinal
        );
        Assert.Contains("Batch norm needs at least two rows", Assert.Single(record.Notices), StringComparison.Ordinal);
        Assert.Equal(before, Buffers(model));
        Assert.Equal(VerdictKind.Proceed, Step(model, optimizer, guard, 8, type).Verdict.Kind);
        Assert.Empty(Step(model, optimizer, guard, 1, type).Notices);
    }

    /// <summary>Where it was told not to look after them, buffers are the model's own affair, and so where it only looks on.</summary>
    [Theory]
    [InlineData(true, GuardMode.Act)]
    [InlineData(false, GuardMode.Act)]
    [InlineData(true, GuardMode.Off)]
    public void Buffers_are_put_back_where_that_was_asked_for(bool asked, GuardMode mode)
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer, new() { RestoreBuffers = asked, Mode = mode });
        Step(model, optimizer, guard, 8, ScalarType.Float32);
        var before = Buffers(model);
        using var lost = (model.call(randn(8, 4)) * double.NaN).sum();
        optimizer.zero_grad();
        lost.backward();
        guard.Step(lost);
        if (asked && mode == GuardMode.Act)
            Assert.Equal(before, Buffers(model));
        else
            Assert.NotEqual(before, Buffers(model));
    }

    [Theory]
    [InlineData("bn.running_var", 1e30)]
    [InlineData("bn.running_var", -1)]
    [InlineData("bn.running_mean", -1e6)]
    public void Running_statistics_that_go_further_than_a_batch_takes_them_are_put_back(string name, double value)
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer, new() { RestoreBuffers = true });
        for (var i = 0; i < 25; i++)
            Assert.Empty(Step(model, optimizer, guard, 8).Edits);
        var buffer = model.named_buffers().Single(it => it.name == name).buffer;
        var before = buffer.data<float>()[2];
        buffer[2].Set(value);
        var record = Step(model, optimizer, guard, 8);
        Assert.Contains("running statistics of bn put back", Assert.Single(record.Edits), StringComparison.Ordinal);
        Assert.True(record.Verdict.TakesStep);
        Assert.Equal(before, buffer.data<float>()[2]);
        Assert.Empty(Step(model, optimizer, guard, 8).Edits);
    }

    [Fact]
    public void What_stays_is_no_outlier()
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.0);
        using var guard = StepGuard.For(model, optimizer, new() { RestoreBuffers = true });
        for (var i = 0; i < 25; i++)
            Step(model, optimizer, guard, 8);
        var told = Enumerable.Range(0, 10).Select(_ => Step(model, optimizer, guard, 8, scale: 1e4).Edits.Count).ToArray();
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], told);
    }

    [Fact]
    public void Batches_of_one_row_alone_halt_with_the_reason()
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer);
        var halt = Assert.Throws<TrainingHaltedException>(() =>
        {
            for (var i = 0; i < 80; i++)
                Step(model, optimizer, guard, 1);
        });
        Assert.Contains(
            "the forward pass made buffer bn.running_var NaN, as batch norm does with a batch of one row",
            halt.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_variance_that_overflows_is_refused_too()
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer, new() { RestoreBuffers = true });
        Step(model, optimizer, guard, 8);
        var before = Buffers(model);
        var record = Step(model, optimizer, guard, 8, scale: 1e25);
        Assert.Equal((VerdictKind.Skip, true), (record.Verdict.Kind, double.IsFinite(record.Loss)));
        Assert.Equal(before, Buffers(model));
    }

    [Fact]
    public void What_was_not_finite_at_the_beginning_is_meant_unless_it_is_nan()
    {
        using var model = new Masked();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer, new() { RestoreBuffers = true });
        var record = Step(model, optimizer, guard, 8);
        Assert.Equal(VerdictKind.Proceed, record.Verdict.Kind);
        Assert.Empty(record.Notices);

        using var broken = Net();
        using (no_grad())
            ((BatchNorm1d)broken.children().ElementAt(1)).running_var!.fill_(double.NaN);
        using var second = optim.SGD(broken.parameters(), 0.01);
        using var other = StepGuard.For(broken, second, new() { RestoreBuffers = true });
        Assert.Contains(
            "bn.running_var is NaN already before the first step",
            Assert.Single(Step(broken, second, other, 8).Notices),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Watching_tells_of_it_once_and_leaves_it_as_plain_training_would()
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer, GuardOptions.ObserveOnly);
        Step(model, optimizer, guard, 8);
        Assert.True(Step(model, optimizer, guard, 1).Overruled);
        Assert.Contains(Buffers(model), values => values.Any(double.IsNaN));
        Assert.False(Step(model, optimizer, guard, 8).Overruled);
    }

    [Fact]
    public void The_trainer_leaves_out_a_last_batch_of_one_row_where_a_batch_norm_is_and_only_there()
    {
        Assert.Equal((4, 0, 4), Steps(Net(), rows: 129));
        Assert.Equal((5, 0, 5), Steps(Net(), rows: 130));
        using var plain = nn.Sequential(("in", nn.Linear(4, 6)), ("out", nn.Linear(6, 2)));
        Assert.Equal((5, 0, 5), Steps(plain, rows: 129));

        static (long, long, long) Steps(Sequential model, int rows)
        {
            var (x, y) = (randn(rows, 4), randint(0, 2, [rows], dtype: ScalarType.Int64));
            using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.01);
            using var batches = new Batches(x, y, 32, seed: 1, dropLast: false);
            var loss = Losses.CrossEntropy();
            var summary = new Trainer
            {
                Model = model,
                Optimizer = optimizer,
                Loss = loss,
            }.Fit(batches, () => Evaluation.On(model, loss, x, y), epochs: 1);
            Assert.True(double.IsFinite(summary.TestLoss));
            return (summary.Steps, summary.Skipped, batches.PerEpoch);
        }
    }

    private static StepRecord Step(
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        StepGuard guard,
        int rows,
        ScalarType type = ScalarType.Float32,
        double scale = 1
    )
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = model.call(randn(rows, 4).mul(scale).to(type)).pow(2).mean();
        loss.backward();
        return guard.Step(loss);
    }

    /// <summary>A graph as a buffer: it takes part in nothing that a guard measures, and hinders nothing.</summary>
    [Fact]
    public void A_sparse_buffer_is_let_be()
    {
        using var model = new Graph();
        using var optimizer = Ballast.Optimizers.Adam(model.parameters(), 0.01);
        using var guard = StepGuard.For(
            model,
            optimizer,
            GuardOptions.Auto with
            {
                Recovery = new() { Every = 2, ConfirmAfter = 1 },
            }
        );
        guard.Recover([]);
        Assert.False(Preflight.Inspect(model, Inputs(), x => model.call(x).Squared().mean(), optimizer).IsAlarm);
        guard.Prepare(Inputs(), x => model.call(x).Squared().mean());
        using var saved = new MemoryStream();
        guard.Save(saved);
        for (var step = 0; step < 8; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(randn(Graph.Nodes, 4)).Squared().mean();
            if (step == 5)
                using (no_grad())
                    model.parameters().First().fill_(double.NaN);
            guard.Backward(loss);
            guard.Step(loss);
        }

        Assert.All(model.parameters(), it => Assert.All(Holder.Values(it), value => Assert.True(double.IsFinite(value))));

        static IEnumerable<Tensor> Inputs() => Enumerable.Range(0, 4).Select(_ => randn(Graph.Nodes, 4));
    }

    private sealed class Graph : nn.Module<Tensor, Tensor>
    {
        public const int Nodes = 100_000; // of which no dense matrix has room in memory

        private readonly Linear linear = nn.Linear(4, 2);

        // as graphs are made: with edges in any order, and one twice
        private readonly Tensor graph = sparse_coo_tensor(
            tensor(
                new[,]
                {
                    { 2L, 0, 1, 0 },
                    { 2, 0, 1, 0 },
                }
            ),
            tensor(new[] { 1f, 0.5f, 1, 0.5f }),
            [Nodes, Nodes]
        );

        public Graph()
            : base("graph") => RegisterComponents();

        public override Tensor forward(Tensor input) => linear.call(graph.mm(input));
    }

    private static double[][] Buffers(nn.Module model) => [.. model.buffers().Select(buffer => Holder.Values(buffer.flatten()))];

    private sealed class Masked : nn.Module<Tensor, Tensor>
    {
        private readonly Linear linear = nn.Linear(4, 4);

        public Masked()
            : base("masked")
        {
            RegisterComponents();
            register_buffer("mask", full(2, 2, double.NegativeInfinity).to(ScalarType.Float32).triu(1));
        }

        public override Tensor forward(Tensor x) => linear.call(x);
    }
}

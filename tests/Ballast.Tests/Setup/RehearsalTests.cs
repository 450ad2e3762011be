using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A rehearsal leaves nothing behind: the training after it is the training without it, to the bit.</summary>
public sealed class RehearsalTests
{
    private const int Steps = 12;

    public static TheoryData<OptimizerKind> Kinds =>
        [.. OptimizerRow.All.Select(row => new OptimizerKind(row.Name, row.Make)), .. OptimizerKind.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_trained_after_one_is_the_same_to_the_bit(OptimizerKind kind) =>
        Assert.Equal(Train(kind, rehearses: false), Train(kind, rehearses: true));

    private static double[][] Train(OptimizerKind kind, bool rehearses)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var model = nn.Sequential(
            ("in", nn.Linear(6, 16)),
            ("norm", nn.BatchNorm1d(16)),
            ("relu", nn.ReLU()),
            ("drop", nn.Dropout(0.3)),
            ("out", nn.Linear(16, 2))
        );
        using var optimizer = kind.Make(model.parameters());
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Repair = false });
        Tensor[] batches = [.. Enumerable.Range(0, 4).Select(_ => randn(8, 6))];
        Tensor Loss(Tensor x) => model.call(x).square().mean();
        if (rehearses)
            Rehearse(model, optimizer, batches, Loss);
        for (var step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            var loss = Loss(batches[step % batches.Length]);
            loss.backward();
            guard.Step(loss);
        }

        return [.. model.parameters().Concat(model.buffers()).Select(tensor => Holder.Values(tensor.to(ScalarType.Float64)))];
    }

    private static void Rehearse(nn.Module model, optim.Optimizer optimizer, Tensor[] batches, Func<Tensor, Tensor> loss)
    {
        using var table = new ParameterTable(optimizer.parameters(), model.named_parameters());
        Func<Tensor>[] losses = [.. batches.Select(x => (Func<Tensor>)(() => loss(x)))];
        var rehearsal = new Rehearsal(model, table, optimizer, () => new Plain(optimizer));
        var (before, after) = rehearsal.Run(losses[..3], losses[3..]);
        Assert.NotEqual(before, after);
    }

    private sealed class Plain(optim.Optimizer optimizer) : IRehearsalGuard
    {
        public void Step(Tensor loss)
        {
            loss.backward();
            optimizer.step();
        }

        public void Dispose() { }
    }
}

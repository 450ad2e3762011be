using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// What it costs to train on several ranks: the guarded step with and without the others, and beside it a plain sum of as many bytes. All
/// ranks compute at the same time on either side, so what differs is the exchange and the waiting for it.
/// </summary>
internal static class RanksBench
{
    private const int Layers = 8,
        Rounds = 9,
        Warmup = 3;
    private static readonly (string Size, int Width)[] s_sizes = [("1M", 354), ("10M", 1118)];
    private static readonly int[] s_rows = [32, 256];

    /// <summary>Measured on every rank; rank 0's are the ones to tell.</summary>
    public static IReadOnlyList<RanksRow> Run(ICollective world, Action<string> say)
    {
        List<RanksRow> rows = [];
        foreach (var (size, width) in s_sizes)
        foreach (var batch in s_rows)
        {
            say($"{size} values, {batch} rows on each of {world.Size} ranks");
            rows.Add(Measure(world, size, width, batch));
        }

        return rows;
    }

    private static RanksRow Measure(ICollective world, string size, int width, int batch)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1 + world.Rank);
        var steps = width < 1000 ? 20 : 4;
        using var together = new Side(world, width, batch);
        using var overlapped = new Side(world, width, batch, overlap: true);
        using var alone = new Side(SingleProcess.Instance, width, batch);
        using var bytes = zeros(together.Values, ScalarType.Float32);
        double[] with = new double[Rounds],
            early = new double[Rounds],
            without = new double[Rounds],
            plain = new double[Rounds];
        for (var round = -Warmup; round < Rounds; round++)
        {
            var at = Math.Max(0, round);
            with[at] = Time(world, steps, together.Step);
            early[at] = Time(world, steps, overlapped.Step);
            without[at] = Time(world, steps, alone.Step);
            plain[at] = Time(world, steps, () => world.AllReduce(bytes));
        }

        return new(size, batch, Median(with), Median(early), Median(without), Median(plain));
    }

    // until the last rank is through
    private static double Time(ICollective world, int steps, Action step)
    {
        world.Barrier();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
            step();
        world.Barrier();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / steps;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private sealed class Side : IDisposable
    {
        private readonly nn.Module<Tensor, Tensor> _model;
        private readonly optim.Optimizer _optimizer;
        private readonly StepGuard _guard;
        private readonly Tensor _x;

        public Side(ICollective world, int width, int batch, bool overlap = false)
        {
            _model = nn.Sequential([
                .. Enumerable
                    .Range(0, Layers)
                    .SelectMany(i =>
                        new (string, nn.Module<Tensor, Tensor>)[] { ($"linear{i}", nn.Linear(width, width)), ($"relu{i}", nn.ReLU()) }
                    ),
            ]);
            _optimizer = Optimizers.AdamW(_model.parameters(), lr: 1e-4);
            _guard = StepGuard.For(_model, _optimizer, GuardOptions.Auto with { Collective = world, Overlap = overlap, Repair = false });
            _x = randn(batch, width);
            Values = _model.parameters().Sum(it => it.numel());
        }

        public long Values { get; }

        public void Step()
        {
            using var scope = NewDisposeScope();
            _optimizer.zero_grad();
            var loss = nn.functional.mse_loss(_model.call(_x), _x);
            _guard.Backward(loss, 1);
            _guard.Step(loss);
        }

        public void Dispose()
        {
            _guard.Dispose();
            _optimizer.Dispose();
            _model.Dispose();
            _x.Dispose();
        }
    }
}

/// <summary>A size of model and batch on several ranks; times are of one step, in milliseconds.</summary>
/// <param name="Values">Parameters.</param>
/// <param name="Rows">Of each rank.</param>
/// <param name="Milliseconds">Forward, backward and guarded step, all ranks together.</param>
/// <param name="OverlappedMilliseconds">The same, gradients sent while others are computed.</param>
/// <param name="AloneMilliseconds">The same without the others.</param>
/// <param name="SumMilliseconds">A plain sum of as many bytes.</param>
internal sealed record RanksRow(
    string Values,
    int Rows,
    double Milliseconds,
    double OverlappedMilliseconds,
    double AloneMilliseconds,
    double SumMilliseconds
)
{
    /// <summary>What the exchange takes of a step.</summary>
    public double Share => 1 - (AloneMilliseconds / Milliseconds);

    /// <summary>The same with overlap.</summary>
    public double OverlappedShare => 1 - (AloneMilliseconds / OverlappedMilliseconds);

    /// <summary>What a plain sum of the bytes would take of it.</summary>
    public double SumShare => SumMilliseconds / Milliseconds;
}

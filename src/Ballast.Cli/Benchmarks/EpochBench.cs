using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// Whole epochs: the trainer with guard and run file on, against the loop that one writes in TorchSharp, with its TensorDataset, its
/// DataLoader, its <c>clip_grad_norm_</c> and its AdamW. The same nets, images, batches and kind of optimizer, epoch by epoch in turn.
/// </summary>
internal static class EpochBench
{
    private const int Batch = 64;
    private const double Rate = 1e-3;

    /// <summary>
    /// The nets of samples/fashion-mnist, the mlp with weights of ordinary size, and a wider mlp, where matrix products count for more.
    /// </summary>
    private static readonly (string Name, Func<nn.Module<Tensor, Tensor>> Build)[] Nets =
    [
        ("mlp epoch", () => Models.Mlp([1, 28, 28], 10, new ModelOptions { Hidden = [.. Enumerable.Repeat(100, 12)] })),
        ("wide mlp epoch", () => Models.Mlp([1, 28, 28], 10, new ModelOptions { Hidden = [256, 256, 256] })),
        ("cnn epoch", () => Models.PlainCnn([1, 28, 28], 10, new ModelOptions { Channels = [16, 32], Hidden = [128] })),
    ];

    public static IEnumerable<BenchRow> Run(Dataset data, int rounds, Action<string> say)
    {
        foreach (var (name, build) in Nets)
        {
            say($"{name} on {data.Name}");
            yield return One(name, build, data, rounds);
        }
    }

    private static BenchRow One(string name, Func<nn.Module<Tensor, Tensor>> build, Dataset data, int rounds)
    {
        using var scope = NewDisposeScope();
        using var mine = build();
        using var foreign = build();
        using var ours = Optimizers.AdamW(mine.parameters(), lr: Rate);
        using var theirs = optim.AdamW(foreign.parameters(), Rate, weight_decay: 0.01);
        var ratio = Race(mine, ours, data, rounds, () => TrainPlainly(foreign, theirs, data));
        return new(name, "adamw", mine.parameters().Sum(p => p.numel()), mine.parameters().Count(), "torchsharp", ratio, null);
    }

    /// <summary>
    /// One training of the trainer, and after each of its epochs one of the plain loop: the median over rounds of ours over theirs.
    /// </summary>
    private static double Race(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Dataset data, int rounds, Action theirs)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-bench-");
        try
        {
            List<double> ratios = [];
            using var batches = new Batches(data.TrainX, data.TrainY, Batch, seed: 1);
            using var file = Sinks.RunFile(folder.FullName);
            var trainer = new Trainer
            {
                Model = model,
                Optimizer = optimizer,
                Loss = Losses.CrossEntropy(),
                Guard = GuardOptions.Auto with { Sinks = [file] },
                Progress = [file],
            };
            var started = Stopwatch.GetTimestamp();
            trainer.Fit(batches, Evaluate, rounds + 1);
            return ratios.Skip(1).Order().ElementAt(rounds / 2); // the first, with set-up and compilation, does not count

            // where the trainer would evaluate, the other side trains
            EvaluationResult Evaluate()
            {
                var mine = Stopwatch.GetElapsedTime(started);
                using var calm = new NoCollection();
                started = Stopwatch.GetTimestamp();
                theirs();
                ratios.Add(mine / Stopwatch.GetElapsedTime(started));
                started = Stopwatch.GetTimestamp();
                return (0, 0);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void TrainPlainly(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Dataset data)
    {
        using var set = utils.data.TensorDataset(data.TrainX, data.TrainY);
        using var loader = utils.data.DataLoader(set, Batch, shuffle: true, seed: 1, drop_last: true, disposeDataset: false);
        model.train();
        foreach (var batch in loader)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(model.call(batch[0]), batch[1]);
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
        }
    }
}

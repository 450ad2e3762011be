using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// What the guard costs in real trainings: fifty whole steps (forward, backward, optimizer) with the guard, its cap, the recorder and
/// recovery on, one snapshot among them, against the same steps with the bare optimizer, in turn.
/// </summary>
internal static class TrainingBench
{
    private static readonly RecoveryOptions s_recovery = new();

    public static IEnumerable<BenchRow> Run(TimeSpan budget)
    {
        var images = new long[] { 1, 28, 28 };
        yield return One("cnn step", () => Models.PlainCnn(images, 10), [64, 1, 28, 28], budget);
        yield return One("mlp step", () => Models.Mlp(images, 10, new ModelOptions { Hidden = [256, 256, 256] }), [128, 1, 28, 28], budget);
        yield return One("lstm step", () => new Lstm(), [32, 20, 32], budget);
    }

    private static BenchRow One(string name, Func<nn.Module<Tensor, Tensor>> build, long[] shape, TimeSpan budget)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-bench-");
        try
        {
            using var scope = NewDisposeScope();
            var (x, y) = (randn(shape), randint(10, shape[0], dtype: ScalarType.Int64));
            using var bare = build();
            using var watched = build();
            using var plain = Optimizers.AdamW(bare.parameters());
            using var optimizer = Optimizers.AdamW(watched.parameters());
            using var batches = new Batches(x, y, (int)shape[0], seed: 1);
            using var guard = StepGuard.For(
                watched,
                optimizer,
                GuardOptions.Auto with
                {
                    Sinks = [Sinks.RunFile(folder.FullName)],
                    Recovery = s_recovery,
                }
            );
            guard.Recover([batches], () => batches.Next((x, y) => nn.functional.cross_entropy(watched.call(x), y)));
            var race = new Race()
                .Add("guarded", () => Steps(watched, optimizer, x, y, guard.Backward, loss => guard.Step(loss)))
                .Add("unguarded", () => Steps(bare, plain, x, y, loss => loss.backward(), _ => plain.step()))
                .Run(budget);
            return new(
                name,
                "adamw",
                bare.parameters().Sum(p => p.numel()),
                bare.parameters().Count(),
                "unguarded",
                race.Ratio("guarded", "unguarded"),
                null
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Steps(
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Tensor x,
        Tensor y,
        Action<Tensor> backward,
        Action<Tensor> step
    )
    {
        for (var i = 0; i < s_recovery.Every; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(model.call(x), y);
            backward(loss);
            step(loss);
        }
    }

    /// <summary>[batch, time, 32] in, 10 logits from the last state out.</summary>
    private sealed class Lstm : nn.Module<Tensor, Tensor>
    {
        private readonly LSTM _cells = nn.LSTM(32, 128, batchFirst: true);
        private readonly Linear _head = nn.Linear(128, 10);

        public Lstm()
            : base("lstm")
        {
            register_module("cells", _cells);
            register_module("head", _head);
        }

        public override Tensor forward(Tensor x)
        {
            var (states, _, _) = _cells.call(x);
            return _head.call(states.select(1, -1));
        }
    }
}

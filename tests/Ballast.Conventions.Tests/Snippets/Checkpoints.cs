using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/checkpoints.md.</summary>
internal static class Checkpoints
{
    /// <returns>Steps taken, those before the checkpoint included.</returns>
    public static long OwnLoop(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Batches batches)
    {
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Horizon = 2 * batches.PerEpoch });
        var checkpoint = new Checkpoint { Model = model, Optimizer = optimizer, Guard = guard, Parts = [batches] };
        var folder = new CheckpointFolder("checkpoints", keep: 2);

        long step = 0;
        if (folder.NewestGood() is { } newest) step = checkpoint.Load(newest.Path).Step;
        while (batches.Position.Epoch < 2)
        {
            foreach (var (x, y) in batches.Epoch())
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = cross_entropy(model.call(x), y);
                loss.backward();
                guard.Step(loss);
                if (++step % 200 == 0) folder.Save(checkpoint, step);
            }
        }

        folder.Save(checkpoint, step);
        return step;
    }

    internal sealed class NoiseSource(int seed) : ICheckpointed
    {
        private Random _random = new(seed);
        private long _drawn;

        public double Next()
        {
            _drawn++;
            return _random.NextDouble();
        }

        public void Save(BinaryWriter writer) => writer.Write(_drawn);

        public void Load(BinaryReader reader)
        {
            (_random, _drawn) = (new(seed), 0);
            for (var drawn = reader.ReadInt64(); _drawn < drawn;) Next();
        }
    }
}

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A training on several ranks from the view of the loop: who looks on, who evaluates, when to stop.</summary>
internal sealed class TrainingRanks(ICollective world)
{
    /// <summary>Whether this rank shows, evaluates and writes.</summary>
    public bool Leads => world.Rank == 0;

    /// <summary>Gives every rank its rows.</summary>
    /// <exception cref="ArgumentException">There are too few.</exception>
    public void Share(Batches batches, nn.Module model)
    {
        if (world.Size == 1)
            return;
        batches.Share(world);
        if (SingleRows.Matter(model) && batches.Size / world.Size < 2)
            throw new ArgumentException(
                $"Batch norm takes no variance of one row, and {world.Size} ranks share batches of {batches.Size}: make batches of at "
                    + $"least {2 * world.Size}, or start fewer ranks.",
                nameof(batches)
            );
    }

    /// <summary>What rank 0 finds, at all.</summary>
    public Func<EvaluationResult> Of(Func<EvaluationResult> evaluate) =>
        world.Size == 1
            ? evaluate
            : () =>
            {
                var result = Leads ? evaluate() : new(double.NaN, double.NaN);
                Span<double> numbers = [result.Loss, result.Accuracy];
                world.Broadcast(MemoryMarshal.AsBytes(numbers));
                return Leads ? result : new(numbers[0], numbers[1]);
            };

    /// <summary>Goes on from a checkpoint, which rank 0 reads.</summary>
    /// <exception cref="CheckpointException">It is absent, damaged, of another training, or holds what is not finite.</exception>
    public void Resume(Checkpoint checkpoint, string path)
    {
        if (Leads)
            checkpoint.Load(path);
        checkpoint.Guard!.Synchronize();
        foreach (var (name, parameter) in checkpoint.Model.named_parameters())
            if (NonFinite.IsIn(parameter))
                throw new CheckpointException(
                    $"{path} holds weights that are not finite ({name}), so nothing can be trained from it. Delete it, and go on from an "
                        + "earlier one."
                );
    }

    /// <summary>Whether the training is to end after the step just taken, on whichever rank it was asked for.</summary>
    public bool Stops(StepGuard guard, CancellationToken cancel) => guard.Ranks?.StopAsked ?? cancel.IsCancellationRequested;
}

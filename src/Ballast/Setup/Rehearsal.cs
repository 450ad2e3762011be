using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A short training from the model as it is, under the guard that will train it, and then everything is as it was, to the bit: weights,
/// buffers, gradients, the optimizer's state and rates, the random state. What it leaves is one number, the loss of batches it did not
/// train on: by it a repair is judged.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="table">Its parameters.</param>
/// <param name="optimizer">What will train it; stepped here, and set back.</param>
/// <param name="guard">A guard for these steps alone: takes one step for a loss.</param>
internal sealed class Rehearsal(nn.Module model, ParameterTable table, optim.Optimizer optimizer, Func<IRehearsalGuard> guard)
{
    /// <summary>The loss of the batches held back before and after training on the others; infinite where it is not finite or the guard
    /// halted.</summary>
    /// <param name="batches">The losses of batches to train on, taken in turn.</param>
    /// <param name="heldBack">Those of others.</param>
    public RehearsedLoss Run(IReadOnlyList<Func<Tensor>> batches, IReadOnlyList<Func<Tensor>> heldBack)
    {
        using var quiet = new Undisturbed(model);
        using var present = new Snapshot(new Trained(model, table.Parameters, optimizer));
        present.Take();
        var before = Mean(heldBack);
        try
        {
            using (var guarded = guard())
                for (var step = 0; step < RehearsalSteps; step++)
                    Step(guarded, batches[step % batches.Count]);
            return new(before, Mean(heldBack));
        }
        catch (TrainingHaltedException)
        {
            return new(before, double.PositiveInfinity);
        }
        finally
        {
            present.Restore(options: true, random: false); // which is put back last, with the gradients
        }
    }

    private static double Mean(IReadOnlyList<Func<Tensor>> losses) => BatchLosses.Mean(losses.Select(BatchLosses.Of));

    private void Step(IRehearsalGuard guarded, Func<Tensor> lossOf)
    {
        using var scope = NewDisposeScope();
        using var on = enable_grad();
        optimizer.zero_grad();
        guarded.Step(lossOf());
    }
}

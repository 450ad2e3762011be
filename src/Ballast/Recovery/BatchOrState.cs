using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The experiment that tells whether the batches are bad or the state: the losses of the last batches at the present weights and at earlier
/// ones. Costs some sixteen forward passes, and leaves everything as it was.
/// </summary>
internal sealed class BatchOrState(nn.Module model, RecentPositions positions, Func<Snapshot> spare, Func<Tensor> nextLoss)
{
    /// <summary>
    /// The mean losses now and then of the batches that have a finite loss then; how many those are, and of how many. Null where no batch
    /// can be looked at again.
    /// </summary>
    public StateComparison? With(Snapshot earlier)
    {
        using var quiet = new Undisturbed(model);
        using var present = spare();
        present.Take();
        var stood = positions.Now;
        try
        {
            var now = Losses();
            if (now.Count == 0)
                return null;
            earlier.RestoreModel();
            var then = Losses();
            var pairs = now.Zip(then).Where(pair => double.IsFinite(pair.Second)).ToArray();
            return new(
                pairs.Select(pair => pair.First).DefaultIfEmpty(double.NaN).Average(),
                pairs.Select(pair => pair.Second).DefaultIfEmpty(double.NaN).Average(),
                pairs.Length,
                now.Count
            );
        }
        finally
        {
            present.RestoreModel();
            positions.Restore(stood);
        }
    }

    private List<double> Losses()
    {
        using var on = enable_grad(); // a loss may take gradients of its own, and one that cannot ends the process
        List<double> losses = [];
        for (var left = positions.Rewind(); left > 0; left--)
        {
            using var scope = NewDisposeScope();
            losses.Add(LossValue.Read(nextLoss()));
        }

        return losses;
    }
}

/// <summary>Losses of the same batches at two states.</summary>
/// <param name="Now">Their mean at the present one; not finite where one is not.</param>
/// <param name="Then">Their mean at the earlier one.</param>
/// <param name="Finite">How many have a finite loss at the earlier one.</param>
/// <param name="Batches">How many there are.</param>
internal sealed record StateComparison(double Now, double Then, int Finite, int Batches)
{
    /// <summary>That it is the state, in words.</summary>
    public string Words =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"it is the state and not the batches: the last {Batches} have a loss of {Now:g3} now and of {Then:g3} at the earlier weights"
        );
}

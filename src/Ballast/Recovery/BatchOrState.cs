using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The experiment that tells whether the batches are bad or the state: the losses of the last batches at the present weights and at earlier
/// ones. Costs some sixteen forward passes, and leaves everything as it was.
/// </summary>
internal sealed class BatchOrState(nn.Module model, RecentPositions positions, Func<Snapshot> spare, Func<Tensor> nextLoss)
{
    // buffers that hold infinities from the beginning, such as a mask
    private readonly HashSet<nint> _meant =
    [
        .. model.buffers().Where(it => it.is_floating_point() && NonFinite.IsIn(it)).Select(it => it.Handle),
    ];

    /// <summary>
    /// The mean losses now and then of the batches that have a finite loss then, and how many there are. Null where no batch
    /// can be looked at again.
    /// </summary>
    /// <param name="earlier">The earlier state.</param>
    /// <param name="ofGradients">Whether a loss counts as not finite where its gradients are not, or what it does to buffers.</param>
    public StateComparison? With(Snapshot earlier, bool ofGradients)
    {
        using var quiet = new Undisturbed(model);
        using var present = spare();
        present.Take();
        var stood = positions.Now;
        try
        {
            var now = Losses(ofGradients);
            if (now.Count == 0)
                return null;
            earlier.RestoreModel();
            var then = Losses(ofGradients);
            var pairs = now.Zip(then).Where(pair => double.IsFinite(pair.Second)).ToArray();
            return new(
                pairs.Select(pair => pair.First).DefaultIfEmpty(double.NaN).Average(),
                pairs.Select(pair => pair.Second).DefaultIfEmpty(double.NaN).Average(),
                now.Count
            );
        }
        finally
        {
            present.RestoreModel();
            positions.Restore(stood);
        }
    }

    private List<double> Losses(bool ofGradients)
    {
        using var on = enable_grad(); // a loss may take gradients of its own, and one that cannot ends the process
        List<double> losses = [];
        for (var left = positions.Rewind(); left > 0; left--)
        {
            using var scope = NewDisposeScope();
            using var loss = nextLoss();
            losses.Add(!ofGradients || IsHarmless(loss) ? LossValue.Read(loss) : double.NaN);
        }

        return losses;
    }

    private bool IsHarmless(Tensor loss)
    {
        foreach (var parameter in model.parameters())
            parameter.grad = null;
        loss.backward();
        using var off = no_grad();
        return model
            .parameters()
            .Select(it => it.grad)
            .Concat(model.buffers())
            .All(it => it is null || !it.is_floating_point() || _meant.Contains(it.Handle) || !NonFinite.IsIn(it));
    }
}

/// <summary>Losses of the same batches at two states.</summary>
/// <param name="Now">Their mean at the present one; not finite where one is not.</param>
/// <param name="Then">Their mean at the earlier one.</param>
/// <param name="Count">How many there are.</param>
internal sealed record StateComparison(double Now, double Then, int Count)
{
    /// <summary>That it is the state, in words.</summary>
    public string Words =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"it is the state and not the batches: the last {Count} have a loss of {Now:g3} now and of {Then:g3} at the earlier weights"
        );
}

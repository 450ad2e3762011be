using static TorchSharp.torch;

namespace Ballast;

/// <summary>The loss over a few batches as the model is now.</summary>
internal sealed class BatchLosses(nn.Module model, IReadOnlyList<Func<Tensor>> losses)
{
    /// <summary>The middle one, so that a poisoned batch does not count; infinite if most of them are not finite.</summary>
    public double Middle() => Sorted()[losses.Count / 2];

    /// <summary>
    /// The mean of some losses without the largest, which may be that of a poisoned batch. Not the middle one: a fresh network with
    /// outputs that are far too large may be right on most batches of a few rows, by chance, and beyond all measure on the others.
    /// </summary>
    public static double Mean(IEnumerable<double> losses) =>
        losses.Order().ToArray() is var sorted && sorted.Length > 2 ? sorted[..^1].Average()
        : sorted.Length > 0 ? sorted[sorted.Length / 2]
        : double.NaN;

    /// <summary>All of them, the smallest first; infinite where one is not finite.</summary>
    public double[] Sorted() => [.. Each().Order()];

    /// <summary>All of them in their order; infinite where one is not finite.</summary>
    public double[] Each()
    {
        using var quiet = new Undisturbed(model);
        return [.. losses.Select(Of)];
    }

    /// <summary>
    /// A loss as it is now, infinite where it is not finite. With gradients on, wherever it is asked: a loss of the user's may
    /// take a gradient itself, as a gradient penalty does, and without them that ends the process.
    /// </summary>
    public static double Of(Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var on = enable_grad();
        return LossValue.Read(loss()) is var value && double.IsFinite(value) ? value : double.PositiveInfinity;
    }
}

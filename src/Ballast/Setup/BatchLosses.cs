using static TorchSharp.torch;

namespace Ballast;

/// <summary>The loss over a few batches as the model is now.</summary>
internal sealed class BatchLosses(nn.Module model, IReadOnlyList<Func<Tensor>> losses)
{
    /// <summary>The middle one, so that a poisoned batch does not count; infinite if most of them are not finite.</summary>
    public double Middle() => Sorted()[losses.Count / 2];

    /// <summary>The middle one of those that a repair was not found by.</summary>
    /// <param name="each">As <see cref="Each"/> gave them.</param>
    /// <param name="found">The batch it was found by, which counts only where there is no other.</param>
    public static double MiddleBut(IReadOnlyList<double> each, int found)
    {
        double[] others = [.. each.Where((_, i) => i != found || each.Count == 1).Order()];
        return others[others.Length / 2];
    }

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

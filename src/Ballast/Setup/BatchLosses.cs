using static TorchSharp.torch;

namespace Ballast;

/// <summary>The loss over a few batches as the model is now.</summary>
internal sealed class BatchLosses(nn.Module model, IReadOnlyList<Func<Tensor>> losses)
{
    /// <summary>The middle one, so that a poisoned batch does not count; infinite if most of them are not finite.</summary>
    public double Middle() => Sorted()[losses.Count / 2];

    /// <summary>All of them, the smallest first; infinite where one is not finite.</summary>
    public double[] Sorted()
    {
        using var off = no_grad();
        using var quiet = new Undisturbed(model);
        return [.. losses.Select(Value).Order()];
    }

    private static double Value(Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        return LossValue.Read(loss()) is var value && double.IsFinite(value) ? value : double.PositiveInfinity;
    }
}

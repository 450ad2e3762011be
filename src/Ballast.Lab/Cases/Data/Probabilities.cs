using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>The losses of Keras, which read probabilities and keep them within 1e-7 of 0 and 1.</summary>
internal static class Probabilities
{
    private const double Edge = 1e-7;

    /// <summary>Of one probability of the second class [n, 1] and labels [n].</summary>
    public static Tensor Binary(Tensor output, Tensor target)
    {
        var p = output.squeeze(-1).Within(Edge, 1 - Edge);
        var y = target.to(p.dtype);
        return (y * p.log()).Plus(y.TakenFrom(1) * p.TakenFrom(1).log()).mean().neg();
    }

    /// <summary>Of rows that are divided by their sum and labels [n].</summary>
    public static Tensor Categorical(Tensor output, Tensor target)
    {
        var p = (output / output.sum(-1, keepdim: true)).Within(Edge, 1 - Edge);
        return nn.functional.nll_loss(p.log(), target);
    }
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>What the published clippers share; gradients are off and a dispose scope is open.</summary>
internal static class Gradients
{
    /// <summary>Every gradient there is.</summary>
    public static Tensor[] Of(IReadOnlyList<Parameter> parameters) => [.. parameters.Select(p => p.grad).OfType<Tensor>()];

    /// <summary>The norm over all of them, as the recipes take it: in float32, so 1e20 squared is infinite.</summary>
    public static float Norm(Tensor[] gradients) => stack([.. gradients.Select(g => g.norm())]).norm().item<float>();

    /// <summary>
    /// Rescales to a largest norm the way of <c>clip_grad_norm_</c>: NaN passes through, an infinite norm multiplies by 0.
    /// </summary>
    public static void Clip(Tensor[] gradients, double norm, double max) => Scale(gradients, Math.Min(1, max / (norm + 1e-6)));

    /// <summary>Rescales every gradient to a largest norm of its own, as <c>clipnorm</c> of Keras' optimizers does.</summary>
    public static void ClipEach(IReadOnlyList<Parameter> parameters, double max)
    {
        using var scope = NewDisposeScope();
        foreach (var gradient in Of(parameters))
            gradient.Scale(max / Math.Max(gradient.norm().item<float>(), max));
    }

    /// <summary>Whether every value is finite.</summary>
    public static bool AreFinite(Tensor[] gradients) => gradients.All(gradient => gradient.isfinite().all().item<bool>());

    /// <summary>Multiplies all of them.</summary>
    public static void Scale(Tensor[] gradients, double factor)
    {
        if (factor == 1)
            return;
        foreach (var gradient in gradients)
            gradient.Scale(factor);
    }
}

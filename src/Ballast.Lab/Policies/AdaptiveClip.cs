using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Clips each unit's gradient to 0.01 of the norm of its weights (adaptive gradient clipping: Brock et al. 2021,
/// arXiv:2102.06171). A unit is a row; a vector counts as one unit.
/// </summary>
/// <param name="sparesLast">Leaves the last layer alone, as timm does and optax does not.</param>
internal sealed class AdaptiveClip(bool sparesLast)
{
    private const double Share = 0.01,
        LeastWeight = 1e-3,
        LeastGradient = 1e-6;

    public void Clip(IReadOnlyList<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        var last = sparesLast ? parameters.Count - LastLayer(parameters) : 0;
        foreach (var parameter in parameters.Take(parameters.Count - last))
        {
            if (parameter.grad is not { } gradient)
                continue;
            var most = Norms(parameter).AtLeast(LeastWeight).Scale(Share);
            var norms = Norms(gradient);
            gradient.mul_(where(norms > most, most / norms.AtLeast(LeastGradient), ones_like(norms)));
        }
    }

    private static Tensor Norms(Tensor tensor) =>
        tensor.ndim < 2
            ? tensor.norm()
            : tensor.Squared().sum([.. Enumerable.Range(1, (int)tensor.ndim - 1).Select(i => (long)i)], keepdim: true).sqrt();

    // the last matrix and the bias that follows it
    private static int LastLayer(IReadOnlyList<Parameter> parameters)
    {
        for (var i = parameters.Count - 1; i > 0; i--)
            if (parameters[i].ndim > 1)
                return i;
        return 0;
    }
}

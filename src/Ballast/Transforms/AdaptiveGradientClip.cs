using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Adaptive gradient clipping: where |g| > ratio max(|w|, floor), g becomes that long; unit by unit, a vector as one unit (Brock, De,
/// Smith, Simonyan 2021, "High-Performance Large-Scale Image Recognition Without Normalization", arXiv:2102.06171). The floor keeps units
/// that start at zero moving.
/// </summary>
internal sealed class AdaptiveGradientClip(double ratio, double floor, bool sparesOutput) : IGradientTransform
{
    private const double LeastGradient = 1e-6; // as timm and optax have it
    private readonly double _ratio = Require.Positive(ratio),
        _floor = Require.Positive(floor);

    public string Name => "agc";

    public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
    {
        var (counts, units) = (new List<Tensor>(), 0L);
        foreach (var (_, info, weight, gradient) in gradients)
        {
            if (sparesOutput && info.IsOutput)
                continue;
            var most = Units.Norms(weight.detach()).AtLeast(_floor).Scale(_ratio);
            var norms = Units.Norms(gradient);
            var above = norms > most;
            gradient.mul_(where(above, most / norms.AtLeast(LeastGradient), ones_like(norms)));
            counts.Add(above.sum());
            units += norms.numel();
        }

        var clipped = counts.Count == 0 ? 0 : stack(counts).sum().item<long>();
        return clipped == 0 ? null : $"{clipped} of {units} units clipped";
    }
}

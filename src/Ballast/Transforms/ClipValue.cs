using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Clamps every value of every gradient to [-max, max], as <c>clip_grad_value_</c> does. The direction of the gradient changes: large
/// values shrink beside small ones.
/// </summary>
internal sealed class ClipValue(double max) : IGradientTransform
{
    private readonly double _max = Require.Positive(max);

    public string Name => "clip-value";

    public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
    {
        Tensor[] counts = [.. gradients.Select(it => it.Gradient.abs().IsAbove(_max).sum())];
        foreach (var it in gradients)
            it.Gradient.Clamp(-_max, _max);
        var clipped = counts.Length == 0 ? 0 : stack(counts).sum().item<long>(); // waits for a device once
        var values = gradients.Sum(it => it.Info.Count);
        return clipped == 0 ? null : FormattableString.Invariant($"{clipped} of {values} values were above {_max:g4}");
    }
}

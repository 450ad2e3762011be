using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Adds normal noise of the variance <c>variance / (1 + step)^decay</c> to every gradient (Neelakantan, Vilnis, Le et al. 2015, "Adding
/// Gradient Noise Improves Learning for Very Deep Networks", arXiv:1511.06807). The noise follows from seed and step alone: a step that is
/// gone back to meets the same.
/// </summary>
internal sealed class Noise(double variance, double decay, long seed) : IGradientTransform
{
    private readonly double _variance = Require.Positive(variance),
        _decay = Require.NotNegative(decay) <= 1
            ? decay
            : throw new ArgumentOutOfRangeException(nameof(decay), decay, "It must be at most 1.");
    private readonly long _seed = Require.AtLeast(seed, 0L);

    public string Name => "noise";

    public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
    {
        var deviation = Math.Sqrt(_variance / Math.Pow(1 + reading.Position, _decay));
        foreach (var (index, _, _, gradient) in gradients)
        {
            // by parameter: one that has no gradient today does not shift what the others get
            using var generator = new Generator((ulong)SplitMix.Seed(SplitMix.Seed(_seed, reading.Position), index));
            var noise = empty(gradient.shape, dtype: ScalarType.Float32).normal_(0, deviation, generator);
            gradient.Add(noise.to(gradient.dtype).to(gradient.device));
        }

        return null;
    }
}

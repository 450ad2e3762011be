using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Dropout of whole channels of [n, channels, ...], in one, two or three dimensions (Tompson et al. 2015, arXiv:1411.4280).
/// </summary>
internal sealed class SpatialDropout(DropRate rate, long? seed) : StochasticModule(nameof(SpatialDropout), rate, seed)
{
    protected override Tensor Drop(Tensor x, double p, Draws draws)
    {
        using var mask = draws.Bernoulli(1 - p, 1 / (1 - p), Leading(AtLeast(3, x, "[n, channels, ...]"), 2), x);
        return x.mul(mask);
    }
}

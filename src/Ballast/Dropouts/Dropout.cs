using static TorchSharp.torch;

namespace Ballast;

/// <summary>x m / (1 - p) with m Bernoulli(1 - p) for each value (Srivastava et al. 2014).</summary>
internal sealed class Dropout(DropRate rate, long? seed) : StochasticModule(nameof(Dropout), rate, seed)
{
    protected override Tensor Drop(Tensor x, double p, Draws draws)
    {
        using var mask = draws.Bernoulli(1 - p, 1 / (1 - p), x.shape, x);
        return x.mul(mask);
    }
}

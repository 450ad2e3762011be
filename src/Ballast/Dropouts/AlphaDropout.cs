using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Dropout to SELU's limit at minus infinity, -lambda alpha, then an affine map, so that mean 0 and variance 1 stay (Klambauer et al. 2017,
/// arXiv:1706.02515).
/// </summary>
internal sealed class AlphaDropout(DropRate rate, long? seed) : StochasticModule(nameof(AlphaDropout), rate, seed)
{
    private const double Limit = -1.7580993408473766;

    protected override Tensor Drop(Tensor x, double p, Draws draws)
    {
        // a (x m + Limit (1 - m)) + b, sorted so that one mask of a and 0 does
        var a = 1 / Math.Sqrt((1 - p) * (1 + (p * Limit * Limit)));
        var b = -a * p * Limit;
        using var mask = draws.Bernoulli(1 - p, a, x.shape, x);
        return x.Minus(Limit).mul_(mask).Add((a * Limit) + b);
    }
}

using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Drops what a branch adds, sample by sample: stochastic depth (Huang et al. 2016, arXiv:1603.09382). Stands last in the branch.
/// </summary>
internal sealed class DropPath(DropRate rate, long? seed) : StochasticModule(nameof(DropPath), rate, seed)
{
    protected override Tensor Drop(Tensor x, double p, Draws draws)
    {
        using var mask = draws.Bernoulli(1 - p, 1 / (1 - p), Leading(AtLeast(1, x, "[n, ...]"), 1), x);
        return x.mul(mask);
    }
}

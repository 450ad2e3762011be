using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Drops what a gate lets into the state, anew at each step, so that nothing already remembered is lost (Semeniuta et al. 2016,
/// arXiv:1603.05118).
/// </summary>
internal sealed class RecurrentDropout(DropRate rate, long? seed) : CellDropout(nameof(RecurrentDropout), rate, seed)
{
    private protected override CellMasks Masks(Tensor state, double p, Draws draws) => new Fresh(p, draws);

    private sealed class Fresh(double p, Draws draws) : CellMasks
    {
        public override Tensor Candidate(Tensor fresh)
        {
            using var mask = draws.Bernoulli(1 - p, 1 / (1 - p), fresh.shape, fresh);
            return fresh.mul(mask);
        }
    }
}

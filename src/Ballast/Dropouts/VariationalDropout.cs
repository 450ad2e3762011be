using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// One mask a sequence on the state that the recurrent weights see (Gal, Ghahramani 2016, arXiv:1512.05287): what is dropped stays dropped,
/// so a long sequence is not noise all through.
/// </summary>
internal sealed class VariationalDropout(DropRate rate, long? seed) : CellDropout(nameof(VariationalDropout), rate, seed)
{
    private protected override CellMasks Masks(Tensor state, double p, Draws draws) =>
        new Locked(draws.Bernoulli(1 - p, 1 / (1 - p), state.shape, state));

    private sealed class Locked(Tensor mask) : CellMasks
    {
        public override Tensor Seen(Tensor state) => state.mul(mask);
    }
}

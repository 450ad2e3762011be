using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Each unit keeps its value of the step before with probability p; in evaluation, p times the old value plus (1 - p) times the new one
/// (Krueger et al. 2017, arXiv:1606.01305). In an LSTM output and memory have masks of their own.
/// </summary>
internal sealed class Zoneout(DropRate rate, long? seed) : CellDropout(nameof(Zoneout), rate, seed)
{
    private protected override CellMasks Masks(Tensor state, double p, Draws draws) => new Held(p, draws);

    private protected override CellMasks Expected(double p) => new Mean(p);

    private sealed class Held(double p, Draws draws) : CellMasks
    {
        public override Tensor Next(Tensor before, Tensor after)
        {
            using var mask = draws.Bernoulli(p, 1, after.shape, after);
            return after.lerp(before, mask);
        }
    }

    private sealed class Mean(double p) : CellMasks
    {
        public override Tensor Next(Tensor before, Tensor after)
        {
            using var held = before.Times(p);
            return after.Times(1 - p).Add(held);
        }
    }
}

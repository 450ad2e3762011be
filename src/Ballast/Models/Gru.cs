using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078), with the reset gate after the product as in PyTorch: its gates are reset,
/// update, new.
/// </summary>
internal sealed class Gru(long inputs, long width, bool everyStep, CellDropout? dropout = null)
    : Recurrence(nameof(Gru), inputs, width, 3, recurrentBias: true, everyStep, dropout)
{
    protected override State Step(Tensor driven, State state, CellMasks masks)
    {
        var (x, h) = (driven.chunk(3, 1), recurrent.call(masks.Seen(state.Output)).chunk(3, 1));
        var (reset, update) = (x[0].Plus(h[0]).sigmoid(), x[1].Plus(h[1]).sigmoid());
        var fresh = masks.Candidate(x[2].Plus(reset * h[2]).tanh());
        return new(fresh.Plus(update * (state.Output - fresh)));
    }
}

using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Long short-term memory (Hochreiter, Schmidhuber 1997; forget gate: Gers et al. 2000): its gates are input, forget, cell, output. The
/// forget gate starts open, with bias 1 (Jozefowicz et al. 2015).
/// </summary>
internal sealed class Lstm(long inputs, long width, bool everyStep, CellDropout? dropout = null)
    : Recurrence(nameof(Lstm), inputs, width, 4, recurrentBias: false, everyStep, dropout)
{
    protected override State Start(Tensor nothing) => new(nothing, nothing);

    protected override State Step(Tensor driven, State state, CellMasks masks)
    {
        var gates = driven.Plus(recurrent.call(masks.Seen(state.Output))).chunk(4, 1);
        var memory = (gates[1].sigmoid() * state.Memory!).Plus(gates[0].sigmoid() * masks.Candidate(gates[2].tanh()));
        return new(gates[3].sigmoid() * memory.tanh(), memory);
    }

    protected override void StartBias(Tensor bias)
    {
        using var forget = bias.narrow(0, Width, Width);
        forget.Set(1);
    }
}

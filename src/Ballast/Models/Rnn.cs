using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>h = f(A x + b + B h): the plain recurrent network (Elman 1990).</summary>
internal sealed class Rnn : Recurrence
{
    private readonly Module<Tensor, Tensor> act;

    public Rnn(long inputs, long width, Module<Tensor, Tensor> activation, bool everyStep, CellDropout? dropout = null)
        : base(nameof(Rnn), inputs, width, 1, recurrentBias: false, everyStep, dropout)
    {
        act = activation;
        register_module(nameof(act), activation);
    }

    protected override State Step(Tensor driven, State state, CellMasks masks) =>
        new(act.call(driven.Plus(recurrent.call(masks.Seen(state.Output)))));
}

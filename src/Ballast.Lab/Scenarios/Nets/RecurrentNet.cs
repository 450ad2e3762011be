using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A recurrent net of two linear layers, h = f(A x + B h), with a linear readout at the last step or at every one.</summary>
internal sealed class RecurrentNet : nn.Module<Tensor, Tensor>
{
    private readonly Rnn recurrence;
    private readonly Linear readout;

    public RecurrentNet(
        int inputs,
        int hidden,
        int outputs,
        Func<Tensor, Tensor> activation,
        bool everyStep,
        Generator weights,
        double recurrentGain = 1
    )
        : base("recurrent")
    {
        (recurrence, readout) = (new(inputs, hidden, new Pointwise("activation", activation), everyStep), nn.Linear(hidden, outputs));
        recurrence.Initialise(Initializations.LeCun(), Initializations.LeCun(recurrentGain), weights);
        Initializations.LeCun().Apply(readout, weights);
        RegisterComponents();
    }

    /// <summary>Makes the recurrence a multiple of the identity.</summary>
    public RecurrentNet WithIdentity(double scale)
    {
        using var off = no_grad();
        nn.init.eye_(recurrence.Recurrent.weight).Scale(scale);
        return this;
    }

    /// <summary>[n, T, inputs] in; [n, outputs] out, or [n, T, outputs] with a readout at every step.</summary>
    public override Tensor forward(Tensor x) => readout.call(recurrence.call(x));
}

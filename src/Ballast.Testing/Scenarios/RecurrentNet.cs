using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>A recurrent net of two linear layers, h = f(A x + B h), with a linear readout at the last step or at every one.</summary>
internal sealed class RecurrentNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear input, recurrent, readout;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly bool _everyStep;

    public RecurrentNet(int inputs, int hidden, int outputs, Func<Tensor, Tensor> activation, bool everyStep, Generator weights, double recurrentGain = 1) : base("recurrent")
    {
        input = Layers.Linear(inputs, hidden, 1, weights);
        recurrent = Layers.Linear(hidden, hidden, recurrentGain, weights, bias: false);
        readout = Layers.Linear(hidden, outputs, 1, weights);
        (_activation, _everyStep) = (activation, everyStep);
        RegisterComponents();
    }

    /// <summary>Makes the recurrence a multiple of the identity.</summary>
    public RecurrentNet WithIdentity(double scale)
    {
        using var off = no_grad();
        nn.init.eye_(recurrent.weight).mul_(scale);
        return this;
    }

    /// <summary>[n, T, inputs] in; [n, outputs] out, or [n, T, outputs] with a readout at every step.</summary>
    public override Tensor forward(Tensor x)
    {
        var driven = input.call(x);   // of all steps at once: only the recurrence has to wait
        var h = zeros(x.shape[0], recurrent.weight!.shape[0]);
        var all = new List<Tensor>();
        for (var t = 0; t < x.shape[1]; t++)
        {
            h = _activation(driven.select(1, t) + recurrent.call(h));
            if (_everyStep) all.Add(h);
        }

        return readout.call(_everyStep ? stack(all, 1) : h);
    }
}

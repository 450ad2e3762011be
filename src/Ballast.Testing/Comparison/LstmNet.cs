using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>TorchSharp's own LSTM with normal weights, and a linear readout of its last state.</summary>
internal sealed class LstmNet : nn.Module<Tensor, Tensor>
{
    private readonly LSTM lstm;
    private readonly Linear readout;

    public LstmNet(int inputs, int hidden, double gain, Generator weights) : base("lstm-net")
    {
        using var off = no_grad();
        lstm = nn.LSTM(inputs, hidden, batchFirst: true);
        readout = Layers.Linear(hidden, 1, 1, weights);
        foreach (var parameter in lstm.parameters())
        {
            if (parameter.ndim == 1) parameter.zero_();
            else parameter.copy_(Layers.Normal(parameter.shape, gain / Math.Sqrt(parameter.shape[1]), weights));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(lstm.call(x).Item1.select(1, -1));
}

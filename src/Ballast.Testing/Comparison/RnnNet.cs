using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>TorchSharp's own RNN over two inputs, and a linear readout of its last state.</summary>
internal sealed class RnnNet : nn.Module<Tensor, Tensor>
{
    private const int Inputs = 2;
    private readonly RNN rnn;
    private readonly Linear readout;

    /// <summary>A net whose recurrent matrix is given, and the standard deviation of its input weights.</summary>
    public RnnNet(nn.NonLinearities activation, Tensor recurrent, double inputSize, Generator weights) : base("rnn-net")
    {
        using var off = no_grad();
        var hidden = recurrent.shape[0];
        rnn = nn.RNN(Inputs, hidden, nonLinearity: activation, batchFirst: true);
        readout = Layers.Linear((int)hidden, 1, 1, weights);
        foreach (var (name, parameter) in rnn.named_parameters())
        {
            if (name.StartsWith("weight_ih", StringComparison.Ordinal)) parameter.copy_(Layers.Normal(parameter.shape, inputSize, weights));
            else if (name.StartsWith("weight_hh", StringComparison.Ordinal)) parameter.copy_(recurrent);
            else parameter.zero_();
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(rnn.call(x, zeros(1, x.shape[0], readout.weight.shape[1])).Item1.select(1, -1));
}

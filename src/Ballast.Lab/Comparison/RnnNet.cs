using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>TorchSharp's own RNN over two inputs, and a linear readout of its last state.</summary>
internal sealed class RnnNet : nn.Module<Tensor, Tensor>, ITakesCellDropout
{
    private const int Inputs = 2;
    private readonly RNN rnn;
    private readonly Linear readout;
    private readonly Func<Tensor, Tensor> _activation;

    /// <summary>A net whose recurrent matrix is given, and the standard deviation of its input weights.</summary>
    public RnnNet(nn.NonLinearities activation, Tensor recurrent, double inputSize, Generator weights)
        : base("rnn-net")
    {
        using var off = no_grad();
        var hidden = recurrent.shape[0];
        _activation = activation == nn.NonLinearities.ReLU ? x => nn.functional.relu(x) : tanh;
        rnn = nn.RNN(Inputs, hidden, nonLinearity: activation, batchFirst: true);
        readout = Layers.Linear((int)hidden, 1, 1, weights);
        foreach (var (name, parameter) in rnn.named_parameters())
        {
            if (name.StartsWith("weight_ih", StringComparison.Ordinal))
                parameter.copy_(Layers.Normal(parameter.shape, inputSize, weights));
            else if (name.StartsWith("weight_hh", StringComparison.Ordinal))
                parameter.copy_(recurrent);
            else
                parameter.zero_();
        }

        RegisterComponents();
    }

    public CellDropout? Cell { get; set; }

    public override Tensor forward(Tensor x)
    {
        var state = zeros(x.shape[0], readout.weight.shape[1]);
        return readout.call(Cell is null ? rnn.call(x, state.unsqueeze(0)).Item1.select(1, -1) : Walk(x, state, Cell.Begin(state)));
    }

    // the same arithmetic step by step, since a native recurrence lets nobody in
    private Tensor Walk(Tensor x, Tensor state, CellMasks masks)
    {
        var weights = rnn.named_parameters()
            .ToDictionary(pair => pair.name.Split('_')[0] + pair.name.Split('_')[1], pair => pair.parameter);
        var inputs = nn.functional.linear(x, weights["weightih"], weights["biasih"]);
        for (var t = 0; t < x.shape[1]; t++)
            state = masks.Next(
                state,
                masks.Candidate(
                    _activation(inputs.select(1, t).Plus(nn.functional.linear(masks.Seen(state), weights["weighthh"], weights["biashh"])))
                )
            );
        return state;
    }
}

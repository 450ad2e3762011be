using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// An LSTM of half-precision layers with a readout at every step, under a static loss scale, which stands in its backward pass.
/// </summary>
internal sealed class HalfLstm : nn.Module<Tensor, Tensor>
{
    private readonly HalfLinear gates,
        readout;
    private readonly int _hidden;
    private readonly double _lossScale;

    public HalfLstm(int inputs, int hidden, int outputs, double lossScale, Generator weights)
        : base("half_lstm")
    {
        (gates, readout) = (new(inputs + hidden, 4 * hidden, 1, lossScale, weights), new(hidden, outputs, 1, lossScale, weights));
        (_hidden, _lossScale) = (hidden, lossScale);
        RegisterComponents();
    }

    /// <summary>[n, T, inputs] in, [n, T, outputs] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var (h, c) = (zeros(x.shape[0], _hidden), zeros(x.shape[0], _hidden));
        var states = new List<Tensor>();
        foreach (var step in x.unbind(1))
        {
            var parts = gates.call(cat([step, h], 1)).chunk(4, 1);
            c = (parts[0].sigmoid() * c).Plus(parts[1].sigmoid() * parts[2].tanh());
            h = parts[3].sigmoid() * c.tanh();
            states.Add(h);
        }

        return HalfLinear.ScaleGradient(readout.call(stack(states, 1)), _lossScale);
    }
}

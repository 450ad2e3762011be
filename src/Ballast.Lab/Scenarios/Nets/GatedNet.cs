using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// An LSTM or a GRU with a linear readout at the last step or at every one; all its weights have standard deviation gain / sqrt(hidden).
/// </summary>
internal sealed class GatedNet : nn.Module<Tensor, Tensor>
{
    private readonly LSTM? lstm;
    private readonly GRU? gru;
    private readonly Linear readout;
    private readonly bool _everyStep;

    private GatedNet(LSTM? lstm, GRU? gru, int hidden, int outputs, bool everyStep, double gain, double lastGain, Generator weights)
        : base("gated")
    {
        (this.lstm, this.gru, _everyStep) = (lstm, gru, everyStep);
        using (no_grad())
        {
            foreach (var (name, parameter) in (lstm as nn.Module ?? gru!).named_parameters())
                parameter.copy_(
                    Layers.Normal(
                        parameter.shape,
                        name.StartsWith("bias", StringComparison.Ordinal) ? 0 : gain / Math.Sqrt(hidden),
                        weights
                    )
                );
        }

        readout = Layers.Linear(hidden, outputs, lastGain, weights);
        RegisterComponents();
    }

    public static GatedNet Lstm(
        int inputs,
        int hidden,
        int outputs,
        bool everyStep,
        Generator weights,
        double gain = 1,
        double lastGain = 1
    ) => new(nn.LSTM(inputs, hidden, batchFirst: true), null, hidden, outputs, everyStep, gain, lastGain, weights);

    public static GatedNet Gru(
        int inputs,
        int hidden,
        int outputs,
        bool everyStep,
        Generator weights,
        double gain = 1,
        double lastGain = 1
    ) => new(null, nn.GRU(inputs, hidden, batchFirst: true), hidden, outputs, everyStep, gain, lastGain, weights);

    /// <summary>[n, T, inputs] in; [n, outputs] out, or [n, T, outputs] with a readout at every step.</summary>
    public override Tensor forward(Tensor x)
    {
        var states = lstm is null ? gru!.call(x).Item1 : lstm.call(x).Item1;
        return readout.call(_everyStep ? states : states.select(1, -1));
    }
}

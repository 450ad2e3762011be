using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Convolutions over time of kernel 2 and dilation 1, 2, 4, ..., so that the one value that remains has seen all 2^depth steps; then a
/// linear readout.
/// </summary>
internal sealed class DilatedNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential convolutions;
    private readonly Linear readout;

    public DilatedNet(int depth, int channels, Generator weights)
        : base("dilated")
    {
        convolutions = nn.Sequential(
            Enumerable
                .Range(0, depth)
                .SelectMany(i =>
                    new (string, nn.Module<Tensor, Tensor>)[]
                    {
                        ($"conv{i + 1}", Conv(i == 0 ? 1 : channels, channels, 1 << i, weights)),
                        ($"relu{i + 1}", nn.ReLU()),
                    }
                )
        );
        readout = Layers.Linear(channels, 1, 1, weights);
        RegisterComponents();
    }

    /// <summary>[n, 1, 2^depth] in, [n, 1] out.</summary>
    public override Tensor forward(Tensor x) => readout.call(convolutions.call(x).squeeze(2));

    private static Conv1d Conv(int inputs, int outputs, int dilation, Generator weights)
    {
        using var off = no_grad();
        var conv = nn.Conv1d(inputs, outputs, 2, dilation: dilation);
        conv.weight!.copy_(Layers.Normal(conv.weight.shape, Layers.He / Math.Sqrt(2 * inputs), weights));
        conv.bias!.zero_();
        return conv;
    }
}

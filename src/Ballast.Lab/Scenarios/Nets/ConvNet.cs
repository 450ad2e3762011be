using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A first convolution that halves the image, some more behind it, and a linear readout; the images come as 196 pixels.</summary>
internal sealed class ConvNet : nn.Module<Tensor, Tensor>
{
    private const int Side = 14,
        Half = 7;
    private readonly Conv2d first;
    private readonly Sequential body;
    private readonly Linear readout;

    public ConvNet(
        int channels,
        double gain,
        IEnumerable<nn.Module<Tensor, Tensor>> body,
        Generator weights,
        int outputs = SmallFashion.Classes,
        double lastGain = 1
    )
        : base("conv")
    {
        first = Layers.Conv(1, channels, gain, weights, stride: 2);
        this.body = nn.Sequential(body.Select((layer, i) => ($"layer{i + 1}", layer)));
        readout = Layers.Linear(channels * Half * Half, outputs, lastGain, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(body.call(first.call(x.view(-1, 1, Side, Side)).relu()).flatten(1));
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>x + B relu(A x) of two 3 x 3 convolutions, without normalisation.</summary>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d a,
        b;

    public ConvBlock(int channels, double lastGain, Generator weights)
        : base("block")
    {
        (a, b) = (Layers.Conv(channels, channels, Layers.He, weights), Layers.Conv(channels, channels, lastGain, weights));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x.Plus(b.call(a.call(x).relu()));
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Ten residual blocks of two convolutions without normalisation, at 14 x 14 with 24 channels, 7 x 7 with 48 and 4 x 4 with 96, for images
/// [n, 1, 28, 28] of ten classes; 1.0 million parameters.
/// </summary>
internal sealed class ConvTower : nn.Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly Linear readout;

    public ConvTower(Generator weights, double branchGain)
        : base("tower")
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        var channels = 1;
        foreach (var (next, blocks) in new[] { (24, 2), (48, 3), (96, 5) })
        {
            layers.Add(($"down{next}", Layers.Conv(channels, next, Layers.He, weights, stride: 2)));
            for (var i = 0; i < blocks; i++)
                layers.Add(($"block{next}_{i}", new ConvBlock(next, branchGain, weights)));
            channels = next;
        }

        body = nn.Sequential(layers);
        readout = Layers.Linear(channels, AllFashion.Classes, 1, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(body.call(x).mean([2, 3]));
}

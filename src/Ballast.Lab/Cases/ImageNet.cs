using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Two convolutions with pooling and dense layers behind them, for 196 pixels and ten classes.</summary>
/// <param name="First">Channels of the first convolution.</param>
/// <param name="Second">Channels of the second.</param>
/// <param name="Activation">Behind every layer but the last.</param>
/// <param name="Init">How all weights are drawn but those of the last layer.</param>
/// <param name="Depth">Dense layers before the last.</param>
internal sealed record ImageNet(int First, int Second, string Activation, Initialization Init, int Depth)
{
    private const int Side = 14,
        Wide = 84;

    public nn.Module<Tensor, Tensor> Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>
        {
            ("image", nn.Unflatten(1, [1, Side, Side])),
            ("conv1", nn.Conv2d(1, First, 5, padding: 2)),
            ("act1", Activations.Create(Activation)),
            ("pool1", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(First, Second, 3, padding: 1)),
            ("act2", Activations.Create(Activation)),
            ("pool2", nn.MaxPool2d(2)),
            ("flat", nn.Flatten()),
        };
        var wide = Second * 9;
        for (var i = 0; i < Depth; i++)
        {
            layers.Add(($"dense{i + 1}", nn.Linear(wide, Wide)));
            layers.Add(($"act{i + 3}", Activations.Create(Activation)));
            wide = Wide;
        }

        Init.Apply(nn.Sequential(layers), weights);
        var last = nn.Linear(wide, SmallFashion.Classes);
        Initializations.Glorot().Apply(last, weights);
        return nn.Sequential([.. layers, ("output", last)]);
    }
}

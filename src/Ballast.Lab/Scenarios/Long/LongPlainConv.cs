using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LongPlainConv(bool explodes) : LongScenario(explodes)
{
    public override string Kind => "plain 20-layer conv net, all of Fashion-MNIST, momentum SGD";

    public override int Steps => 4000;

    public override double Trivial => Math.Log(AllFashion.Classes);

    protected override string Training => "long_plain_conv";

    protected override string Fault =>
        "Twenty convolutions with neither shortcut nor normalisation, from weights twice as large as He's: the last one's outputs are a "
        + "million times its inputs.";

    protected override double Reached => 0.42;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        var gain = Layers.He * (explodes ? 2 : 1);
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        var channels = 1;
        foreach (var (next, count) in new[] { (16, 6), (32, 7), (96, 7) })
        {
            for (var i = 0; i < count; i++, channels = next)
            {
                layers.Add(($"conv{layers.Count / 2}", Layers.Conv(channels, next, gain, weights, stride: i == 0 ? 2 : 1)));
                layers.Add(($"act{layers.Count / 2}", nn.ReLU()));
            }
        }

        layers.Add(("pool", nn.AdaptiveAvgPool2d(1)));
        layers.Add(("flat", nn.Flatten()));
        layers.Add(("readout", Layers.Linear(channels, AllFashion.Classes, 1, weights)));
        var model = nn.Sequential(layers);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9),
            Loss = AllFashion.Loss,
            Draw = (_, generator) => AllFashion.Draw(32, generator),
            Clean = AllFashion.Clean(),
        };
    }
}

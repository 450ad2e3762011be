using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RangeTest : Scenario
{
    private const int Channels = 8;
    private const double Decade = 80;

    public override string Name => "range_test";

    public override string Kind => "learning rate range test left on, group norm";

    public override string WhatExplodes =>
        "The schedule that looks for a learning rate was left in: tenfold in every 80 steps, from 0.01 to more than 10.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.6566;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var body = Enumerable
            .Range(0, 2)
            .SelectMany(_ =>
                new nn.Module<Tensor, Tensor>[]
                {
                    Layers.Conv(Channels, Channels, Layers.He, weights),
                    GroupNorms.Create(2, Channels),
                    nn.ReLU(),
                }
            );
        var model = new ConvNet(Channels, Layers.He, body, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Factor = step => Math.Pow(10, step / Decade),
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class UnscaledWorker : Scenario
{
    public override string Name => "worker_unscaled";

    public override string Kind => "one data worker of eight does not scale, convolutional net";

    public override string WhatExplodes =>
        "Every 8th batch comes from a worker that leaves the pixels between 0 and 255, where the others standardise them.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.5545;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var body = Enumerable
            .Range(0, 2)
            .SelectMany(_ => new nn.Module<Tensor, Tensor>[] { Layers.Conv(8, 8, Layers.He, weights), nn.SiLU() });
        var model = new ConvNet(8, Layers.He, body, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = Draw,
            Clean = SmallFashion.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var (x, y) = SmallFashion.Draw(32, generator);
        return (index % 8 == 5 ? SmallFashion.Raw(x) : x, y);
    }
}

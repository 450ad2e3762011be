using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PoolingSum : SetupScenario
{
    private const int Items = 6,
        Width = 5,
        BatchSize = 64;
    private const ulong CleanSeed = 711;

    public override string Name => "pooling_sum";

    public override string Kind => "squared errors summed over the batch, attention pooling";

    public override string WhatExplodes => "The squared errors of 64 bags are summed, where their mean was meant.";

    public override int Steps => 400;

    public override double Trivial => 1.027;

    public override double Oracle => 0.04166;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new PoolingNet(Width, 32, 1, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target).Times(sane ? 1 : BatchSize),
            CleanLoss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(BatchSize, generator),
            Clean = Draw(1000, clean),
        };
    }

    // the third value of the item whose first two have the largest sum
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, Items, Width], generator: generator);
        return (x, x.select(2, 2).gather(1, x.narrow(2, 0, 2).sum(2).argmax(1, keepdim: true)));
    }
}

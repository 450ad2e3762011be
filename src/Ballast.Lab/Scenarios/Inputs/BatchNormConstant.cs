using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class BatchNormConstant : Scenario
{
    private const int BatchSize = 64;

    public override string Name => "bn_constant";

    public override string Kind => "batch norm, batches without variance";

    public override string WhatExplodes =>
        "A dead camera makes every 10th batch 64 equal images: each batch norm divides by the root of its epsilon.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4808;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 48, 48, 48, 48, SmallFashion.Classes], Layers.He, activation: () =>
            nn.Sequential(("norm", BatchNorms.Over1d(48)), ("relu", nn.ReLU()))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = Draw,
            Clean = SmallFashion.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var (x, y) = SmallFashion.Draw(BatchSize, generator);
        if (index % 10 == 8)
            x.zero_();
        return (x, y);
    }
}

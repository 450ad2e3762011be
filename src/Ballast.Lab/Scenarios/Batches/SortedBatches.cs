using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SortedBatches : SetupScenario
{
    public override string Name => "sorted_batches";

    public override string Kind => "batches of one class each, SGD, rate too high";

    public override string WhatExplodes =>
        "The file is sorted by class, so every batch is of one class; the rate would do for mixed batches.";

    public override int Steps => 400;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4854;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, SmallFashion.Classes], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (index, generator) => sane ? SmallFashion.Draw(32, generator) : OfOneClass(index, generator),
            Clean = SmallFashion.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) OfOneClass(int index, Generator generator)
    {
        var (x, y) = SmallFashion.Draw(640, generator);
        var picked = y.Is(index % SmallFashion.Classes).nonzero().flatten();
        var some = picked.narrow(0, 0, Math.Min(32, picked.shape[0]));
        return (x[some], y[some]);
    }
}

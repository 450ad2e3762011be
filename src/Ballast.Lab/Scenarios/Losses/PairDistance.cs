using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PairDistance : Scenario
{
    private const int BatchSize = 64;
    private const double Margin = 2;
    private const ulong CleanSeed = 121;

    public override string Name => "pair_distance";

    public override string Kind => "root of zero, Adagrad";

    public override string WhatExplodes =>
        "A contrastive loss on Euclidean distances; in every 6th batch one image is "
        + "paired with itself, and the root's gradient at 0 is infinite.";

    public override int Steps => 250;

    public override double Trivial => 1;

    public override double Oracle => 0.1989;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new PairNet(Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, 8], Layers.He, lastGain: 1));
        return new(seed)
        {
            Model = model,
            Optimizer = new HeldAdagrad(model.parameters(), 1e-2),
            Loss = Loss,
            Draw = (index, generator) => Draw(BatchSize, generator, duplicate: index % 6 == 5),
            Clean = Clean(),
        };
    }

    // pulls equal classes together and pushes the others apart to the margin; half of the pairs are equal
    private static Tensor Loss(Tensor distance, Tensor equal) =>
        (equal * distance.Squared()).Plus(equal.TakenFrom(1) * distance.TakenFrom(Margin).relu().Squared()).mean();

    private static (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(CleanSeed);
        return Draw(1000, generator, duplicate: false);
    }

    // the partner of an image is its neighbour in an order that has the classes sorted, or shuffled
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator, bool duplicate)
    {
        var (x, y) = SmallFashion.Draw(2 * count, generator);
        var order = y.argsort();
        var (near, far) = (order.narrow(0, 0, count).view(-1, 2), order.narrow(0, 0, 2 * count).view(2, -1).t().narrow(0, 0, count / 2));
        var pairs = cat([near, far], 0);
        if (duplicate)
            pairs[0, 1] = pairs[0, 0];
        return (x[pairs], y[pairs.select(1, 0)].eq(y[pairs.select(1, 1)]).to(ScalarType.Float32));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ImportanceWeights : Scenario
{
    private const int BatchSize = 64;

    public override string Name => "importance_weights";

    public override string Kind => "importance weights without variance";

    public override string WhatExplodes =>
        "Losses are weighted by 1 over a propensity that may be next to 0: weights with a Pareto tail of exponent 0.7.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.7069;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 96, 96, SmallFashion.Classes], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => (Losses(output, target) * target.select(1, 1)).mean(),
            CleanLoss = (output, target) => Losses(output, target).mean(),
            Draw = (_, generator) => Draw(generator),
            Clean = Clean(),
        };
    }

    private static Tensor Losses(Tensor output, Tensor target) =>
        nn.functional.cross_entropy(output, target.select(1, 0).to(ScalarType.Int64), reduction: nn.Reduction.None);

    private static (Tensor X, Tensor Y) Draw(Generator generator)
    {
        var (x, y) = SmallFashion.Draw(BatchSize, generator);
        return (x, stack([y.to(ScalarType.Float32), rand([BatchSize], generator: generator).ClampMin(1e-6).Raise(-1 / 0.7)], 1));
    }

    private static (Tensor X, Tensor Y) Clean()
    {
        var (x, y) = SmallFashion.Clean();
        return (x, stack([y.to(ScalarType.Float32), ones(y.shape[0])], 1));
    }
}

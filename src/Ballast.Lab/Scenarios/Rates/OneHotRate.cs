using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class OneHotRate : Scenario
{
    public override string Name => "one_hot_rate";

    public override string Kind => "learning rate 300 times too high, ratings from one-hot rows and columns, Adam";

    public override string WhatExplodes => "Adam at 0.3, 300 times its default.";

    public override int Steps => 300;

    public override double Trivial => 0.9461;

    public override double Oracle => 0.0006575;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("one_hot", new Pointwise("one_hot", OneHot)),
            ("mlp", Layers.Mlp(weights, [FactorTask.Rows + FactorTask.Columns, 64, 64, 64, 1], Layers.He, lastGain: 1))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 0.3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => FactorTask.Draw(128, generator),
            Clean = FactorTask.Clean(),
        };
    }

    private static Tensor OneHot(Tensor x) =>
        cat([nn.functional.one_hot(x.select(1, 0), FactorTask.Rows), nn.functional.one_hot(x.select(1, 1), FactorTask.Columns)], 1)
            .to(ScalarType.Float32);
}

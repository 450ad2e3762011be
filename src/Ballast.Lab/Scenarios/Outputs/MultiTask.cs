using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class MultiTask : SetupScenario
{
    private const int BatchSize = 64;

    public override string Name => "multi_task";

    public override string Kind => "two tasks of very different scale";

    public override string WhatExplodes =>
        "A second head predicts the image's sum of pixels, in the tens of thousands, under a squared error that is simply added.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.5052;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var (scale, mean) = sane ? (10_000.0, 14_000.0) : (1, 0);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, SmallFashion.Classes + 1], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) =>
                Classes(output, target)
                    .Plus(nn.functional.mse_loss(output.select(1, SmallFashion.Classes), target.select(1, 1).Minus(mean).Over(scale))),
            CleanLoss = Classes,
            Draw = (_, generator) => WithSum(SmallFashion.Draw(BatchSize, generator)),
            Clean = WithSum(SmallFashion.Clean()),
        };
    }

    private static Tensor Classes(Tensor output, Tensor target) =>
        nn.functional.cross_entropy(output.narrow(1, 0, SmallFashion.Classes), target.select(1, 0).to(ScalarType.Int64));

    // labels and sums of the pixels 0 to 255
    private static (Tensor X, Tensor Y) WithSum((Tensor X, Tensor Y) batch) =>
        (batch.X, stack([batch.Y.to(ScalarType.Float32), SmallFashion.Raw(batch.X).sum(1)], 1));
}

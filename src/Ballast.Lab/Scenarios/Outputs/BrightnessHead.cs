using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class BrightnessHead : SetupScenario
{
    public override string Name => "brightness_head";

    public override string Kind => "second task in raw units, residual net with batch norm, AdamW";

    public override string WhatExplodes =>
        "A second output predicts the image's sum of pixels, in the tens of thousands, and its squared error is simply added.";

    public override int Steps => 200;

    public override double Trivial => 0.6912;

    public override double Oracle => 0.2162;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var (scale, mean) = sane ? (10_000.0, 14_000.0) : (1, 0);
        var model = new ConvNet(8, Layers.He, NormedBlock.Stack(2, 8, weights), weights, outputs: 2);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 2e-3),
            Loss = (output, target) =>
                Class(output, target).Plus(nn.functional.mse_loss(output.select(1, 1), target.select(1, 1).Minus(mean).Over(scale))),
            CleanLoss = Class,
            Draw = (_, generator) => WithSum(SmallFashion.Draw(32, generator)),
            Clean = WithSum(SmallFashion.Clean()),
        };
    }

    private static Tensor Class(Tensor output, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(output.select(1, 0), target.select(1, 0).to(output.dtype));

    // whether it is one of the last five classes, and the sum of the pixels 0 to 255
    private static (Tensor X, Tensor Y) WithSum((Tensor X, Tensor Y) batch) =>
        (batch.X, stack([batch.Y.IsAtLeast(5).to(ScalarType.Float32), SmallFashion.Raw(batch.X).sum(1)], 1));
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AutoencoderSum : SetupScenario
{
    private const int BatchSize = 64;

    public override string Name => "autoencoder_sum";

    public override string Kind => "loss summed instead of averaged";

    public override string WhatExplodes =>
        "The squared error of an autoencoder, summed over 64 images of 196 pixels: 12,544 times the gradient.";

    public override int Steps => 250;

    public override double Trivial => 0.5778;

    public override double Oracle => 0.134;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 12, 64, SmallFashion.Pixels], Layers.He, lastGain: 1, activation: () =>
            Activations.Create("elu")
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.03, momentum: 0.9),
            Loss = (output, x) => nn.functional.mse_loss(output, x, nn.Reduction.Sum).Over(sane ? BatchSize : 1),
            CleanLoss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Both(SmallFashion.Draw(BatchSize, generator).X),
            Clean = Both(SmallFashion.Clean().X),
        };
    }

    private static (Tensor X, Tensor Y) Both(Tensor x) => (x, x);
}

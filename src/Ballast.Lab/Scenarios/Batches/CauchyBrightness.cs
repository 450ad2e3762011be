using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CauchyBrightness : Scenario
{
    private const double Std = 0.359;

    public override string Name => "cauchy_brightness";

    public override string Kind => "heavy-tailed noise on the targets, convolutional net, Adam";

    public override string WhatExplodes =>
        "The measured brightness that is to be predicted has Cauchy noise: one of a thousand is off by hundreds, under a square.";

    public override int Steps => 250;

    public override double Trivial => 1.001;

    public override double Oracle => 0.2046;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new ConvNet(8, Layers.He, [Layers.Conv(8, 8, Layers.He, weights), nn.ReLU()], weights, outputs: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 2e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(generator),
            Clean = WithBrightness(SmallFashion.Clean().X),
        };
    }

    private static (Tensor X, Tensor Y) Draw(Generator generator)
    {
        var (x, y) = WithBrightness(SmallFashion.Draw(32, generator).X);
        return (x, y.Plus(rand(y.shape, generator: generator).Minus(0.5).Times(Math.PI).tan()));
    }

    // the mean of the pixels, standardised
    private static (Tensor X, Tensor Y) WithBrightness(Tensor x) => (x, x.mean([1], keepdim: true).Over(Std));
}

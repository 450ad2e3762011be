using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class InfinitePixel : Scenario
{
    public override string Name => "infinite_pixel";

    public override string Kind => "infinite values in the data, autoencoder";

    public override string WhatExplodes =>
        "A flat-field correction divides by 0 where a pixel is dead: one image in every 8th "
        + "batch has an infinite pixel, and it is a target as well.";

    public override int Steps => 250;

    public override double Trivial => 0.5778;

    public override double Oracle => 0.1645;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 16, 64, SmallFashion.Pixels], Layers.He, lastGain: 1, activation: () =>
            Activations.Create("elu")
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 1, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = Draw,
            Clean = Both(SmallFashion.Clean().X),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var x = SmallFashion.Draw(64, generator).X;
        if (index % 8 == 5)
            x[11, 90].Set(float.PositiveInfinity);
        return Both(x);
    }

    private static (Tensor X, Tensor Y) Both(Tensor x) => (x, x);
}

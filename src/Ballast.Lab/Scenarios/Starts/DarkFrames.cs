using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class DarkFrames : Scenario
{
    private const int Side = 14;
    private const double Mean = 6.85,
        Std = 0.726;

    public override string Name => "dark_frames";

    public override string Kind => "targets that are 0/0, convolutional net, AdamW";

    public override string WhatExplodes =>
        "The height of the centre of brightness is to be predicted; in every 9th batch one image is black, and its centre 0/0.";

    public override int Steps => 250;

    public override double Trivial => 0.9991;

    public override double Oracle => 0.05647;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new ConvNet(8, Layers.He, [Layers.Conv(8, 8, Layers.He, weights), nn.ReLU()], weights, outputs: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 2e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = Draw,
            Clean = WithCentre(SmallFashion.Test.X),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var pixels = SmallFashion.Train.X;
        var images = pixels[randint(pixels.shape[0], [32], generator: generator).to(ScalarType.Int64)];
        if (index % 9 == 4)
            images[11].zero_();
        return WithCentre(images);
    }

    // the row of the centre of brightness, standardised
    private static (Tensor X, Tensor Y) WithCentre(Tensor raw)
    {
        var rows = raw.view(-1, Side, Side).sum(2);
        var centre = (rows * Held.Arange(Side)).sum(1, keepdim: true) / rows.sum(1, keepdim: true);
        return (SmallFashion.Standardise(raw), centre.Minus(Mean).Over(Std));
    }
}

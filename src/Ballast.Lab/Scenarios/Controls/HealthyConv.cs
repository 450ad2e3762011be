using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyConv : Scenario
{
    public override string Name => "conv_adamw";

    public override string Kind => "convolutional residual net, AdamW";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override int Steps => 120;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => double.NaN;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new ConvNet(8, Layers.He, Enumerable.Range(0, 3).Select(_ => new ConvBlock(8, 0.5, weights)), weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 3e-3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

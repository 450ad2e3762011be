using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ConvResidual : SetupScenario
{
    public override string Name => "conv_residual";

    public override string Kind => "deep convolutional residual net without normalisation, AdamW";

    public override string WhatExplodes => "12 residual blocks of two convolutions, each of which multiplies the variance by ten.";

    public override int Steps => 120;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.6134;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new ConvNet(6, Layers.He, Enumerable.Range(0, 12).Select(_ => new ConvBlock(6, sane ? 0.1 : 3, weights)), weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 1e-2),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(16, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

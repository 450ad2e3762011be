using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ConvInit : SetupScenario
{
    public override string Name => "conv_init";

    public override string Kind => "convolutional net, init too large";

    public override string WhatExplodes =>
        "Five convolutions at three times He's standard deviation: 200-fold activations under a plain readout.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.6129;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var gain = sane ? Layers.He : 3 * Layers.He;
        var body = Enumerable.Range(0, 4).SelectMany(_ => new nn.Module<Tensor, Tensor>[] { Layers.Conv(8, 8, gain, weights), nn.ReLU() });
        var model = new ConvNet(8, gain, body, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

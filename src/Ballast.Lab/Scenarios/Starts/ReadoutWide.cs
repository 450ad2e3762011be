using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ReadoutWide : SetupScenario
{
    private const int Channels = 8;

    public override string Name => "readout_wide";

    public override string Kind => "readout too large, residual net with batch norm, AdamW";

    public override string WhatExplodes =>
        "The readout's weights were multiplied by the root of their number, where dividing was meant: logits of several hundred.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.5056;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new ConvNet(Channels, Layers.He, NormedBlock.Stack(2, Channels, weights), weights, lastGain: sane ? 1 : Channels * 49);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 2e-3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class WeightDecay : SetupScenario
{
    private const int BatchSize = 64;

    public override string Name => "weight_decay";

    public override string Kind => "weight decay far too large";

    public override string WhatExplodes =>
        "AdamW at 0.05 with a decay of 50: each step multiplies the weights by -1.5 before anything is learnt.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4647;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, SmallFashion.Classes], Layers.He, lastGain: 1, activation: () =>
            nn.GELU()
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 0.05, weight_decay: sane ? 0.01 : 50),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(BatchSize, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

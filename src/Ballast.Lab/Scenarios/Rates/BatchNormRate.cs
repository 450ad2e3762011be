using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class BatchNormRate : Scenario
{
    public override string Name => "bn_rate";

    public override string Kind => "learning rate 300 times too high, batch norm, NAdam";

    public override string WhatExplodes =>
        "NAdam at 0.6, 300 times its default: batch norm hides how large the weights become, the readout does not.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4257;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, 64, SmallFashion.Classes], Layers.He, lastGain: 1, activation: () =>
            nn.Sequential(("norm", BatchNorms.Over1d(64)), ("relu", nn.ReLU()))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.NAdam(model.parameters(), 0.6),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(64, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

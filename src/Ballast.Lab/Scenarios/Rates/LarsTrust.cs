using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LarsTrust : SetupScenario
{
    public override string Name => "lars_trust";

    public override string Kind => "LARS with a trust coefficient of 1, layer norm";

    public override string WhatExplodes =>
        "The coefficient of 0.001 was left out: each step moves each matrix by half of its own norm, whatever the gradient says.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4771;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, 64, SmallFashion.Classes], Layers.He, lastGain: 1, activation: () =>
            nn.Sequential(("norm", nn.LayerNorm(64)), ("gelu", nn.GELU()))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.LARS(model.parameters(), 0.5, momentum: 0.9, trust_coefficient: sane ? 0.01 : 1),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(64, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class MomentumHigh : SetupScenario
{
    private const int BatchSize = 64;

    public override string Name => "momentum_999";

    public override string Kind => "momentum 0.999";

    public override string WhatExplodes => "A step goes on for a thousand steps: the rate is in effect 100 times what it says.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4661;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 96, 96, SmallFashion.Classes], 1, activation: () =>
            Activations.Create("elu")
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: sane ? 0.9 : 0.999),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(BatchSize, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

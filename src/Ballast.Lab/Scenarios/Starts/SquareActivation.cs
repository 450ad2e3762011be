using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SquareActivation : SetupScenario
{
    private const int BatchSize = 64;

    public override string Name => "square_activation";

    public override string Kind => "quadratic activation";

    public override string WhatExplodes => "Three layers of x^2: what is larger than 1 is squared, and its gradient with it.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.8655;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(
            weights,
            [SmallFashion.Pixels, 64, 64, 64, SmallFashion.Classes],
            sane ? 0.5 : 1,
            lastGain: sane ? 0.1 : 1,
            activation: () => new Elementwise(x => x.Squared())
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(BatchSize, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

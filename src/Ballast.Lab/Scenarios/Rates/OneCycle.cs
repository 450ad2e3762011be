using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class OneCycle : Scenario
{
    private const double Peak = 500,
        Rise = 100,
        End = 300;

    public override string Name => "one_cycle";

    public override string Kind => "one-cycle schedule with too high a peak, AdamW";

    public override string WhatExplodes =>
        "The rate rises to 500 times where it began, 0.5, in the first third of the training, and then falls to 0.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4987;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 96, 96, 96, SmallFashion.Classes], Layers.He, lastGain: 1, activation: () =>
            Activations.Create("elu")
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 1e-3),
            Factor = step => step < Rise ? 1 + ((Peak - 1) * step / Rise) : Peak * (End - step) / (End - Rise),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(64, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

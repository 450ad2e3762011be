using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PolynomialPastEnd : Scenario
{
    private const int Length = 20;

    public override string Name => "poly_past_end";

    public override string Kind => "polynomial decay that goes on past its end, sequences in a perceptron";

    public override string WhatExplodes =>
        "The rate falls as the square of what is left of 40 steps, and is not held at 0 "
        + "after them: at step 400 it is 80 times where it began.";

    public override int Steps => 400;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.0001207;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("flatten", nn.Flatten()),
            ("mlp", Layers.Mlp(weights, [Length * TemporalOrder.Symbols, 64, 64, 64, TemporalOrder.Classes], Layers.He, lastGain: 1))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Factor = step => Math.Pow(1 - (step / 40.0), 2),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(64, generator),
            Clean = TemporalOrder.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class GruRate : Scenario
{
    public override string Name => "gru_rate";

    public override string Kind => "GRU, learning rate too high, RMSprop";

    public override string WhatExplodes => "RMSprop at 0.3, a hundred times too high: the gates saturate within a few steps and stay so.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.0008953;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = GatedNet.Gru(TemporalOrder.Symbols, 24, TemporalOrder.Classes, everyStep: false, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = new HeldRmsProp(model.parameters(), 0.3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(32, generator),
            Clean = TemporalOrder.Clean(),
        };
    }
}

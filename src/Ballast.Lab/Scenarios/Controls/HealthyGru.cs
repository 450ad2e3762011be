using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyGru : Scenario
{
    public override string Name => "gru_rmsprop";

    public override string Kind => "GRU, RMSprop";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override int Steps => 250;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => double.NaN;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = GatedNet.Gru(TemporalOrder.Symbols, 24, TemporalOrder.Classes, everyStep: false, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = new HeldRmsProp(model.parameters(), 3e-3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(32, generator),
            Clean = TemporalOrder.Clean(),
        };
    }
}

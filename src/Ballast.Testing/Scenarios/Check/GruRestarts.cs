using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class GruRestarts : Scenario
{
    public override string Name => "gru_restarts";

    public override string Kind => "warm restarts too high, GRU, Adam";

    public override string WhatExplodes => "Cosine annealing that restarts every 100 steps, with a rate of 0.5 where the first cycle had 0.005.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.1;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = GatedNet.Gru(TemporalOrder.Symbols, 24, TemporalOrder.Classes, everyStep: false, weights);
        return new(seed)
        {
            Model = model, Optimizer = Optimizers.Adam(model.parameters(), 5e-3), Factor = step => RestartSchedule.Factor(step, cycle: 100, restart: 100),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(32, generator), Clean = TemporalOrder.Clean(),
        };
    }
}

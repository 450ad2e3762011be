using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class HealthyGru : SetupScenario
{
    public override string Name => "gru_rmsprop";

    public override string Kind => "GRU, RMSprop";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override int Steps => 250;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => double.NaN;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = GatedNet.Gru(TemporalOrder.Symbols, 32, TemporalOrder.Classes, everyStep: false, weights);
        return new(seed)
        {
            Model = model, Optimizer = optim.RMSProp(model.parameters(), 3e-3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(64, generator), Clean = TemporalOrder.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CyclicRate : Scenario
{
    public override string Name => "cyclic_rate";

    public override string Kind => "cyclic learning rate, AdamW";

    public override string WhatExplodes => "In ten of every 60 steps the schedule multiplies the learning rate by 100.";

    public override int Steps => 240;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8306;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new PlainTransformer(2, () => new(PlainTransformer.Width, normalised: true, scaled: true, 1, 1, weights), weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 5e-3),
            Loss = MarkovChain.Loss,
            Factor = step => step % 60 >= 50 ? 100 : 1,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}

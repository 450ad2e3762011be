using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PreNormRate : Scenario
{
    public override string Name => "prenorm_rate";

    public override string Kind => "learning rate 1000 times too high, pre-norm transformer, AdamW";

    public override string WhatExplodes =>
        "AdamW at 1, where a thousandth was meant: every step moves every weight by more than its own size.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8329;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new PlainTransformer(3, () => new(PlainTransformer.Width, normalised: true, scaled: true, 1, 1, weights), weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 1),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AttentionSharp : SetupScenario
{
    public override string Name => "attention_sharp";

    public override string Kind => "attention without 1/sqrt(d), queries and keys too large";

    public override string WhatExplodes =>
        "Scores of standard deviation some 300 make every attention one-hot, and Adam at 0.3 keeps them there.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8314;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new PlainTransformer(
            3,
            () => new(PlainTransformer.Width, normalised: true, scaled: sane, scoreGain: sane ? 1 : 8, branchGain: sane ? 1 : 4, weights),
            weights
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-1),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class TransformerBare : SetupScenario
{
    public override string Name => "transformer_bare";

    public override string Kind => "transformer without normalisation";

    public override string WhatExplodes =>
        "Eight blocks without any normalisation, and branches of twice the usual size: the residual stream grows in each.";

    public override int Steps => 150;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8384;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new PlainTransformer(
            8,
            () => new(PlainTransformer.Width, normalised: false, scaled: true, 1, branchGain: sane ? 0.2 : 2, weights),
            weights
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class EmbeddingWide : SetupScenario
{
    public override string Name => "embedding_wide";

    public override string Kind => "embedding table too large";

    public override string WhatExplodes =>
        "Rows of standard deviation 30 in the embedding: every layer behind it starts 30 times too large.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8224;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = nn.Sequential(
            ("tokens", Layers.Embedding(MarkovChain.Symbols, 32, sane ? 1 : 30, weights)),
            ("mlp", Layers.Mlp(weights, [32, 64, 64, MarkovChain.Symbols], Layers.He))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.2, momentum: 0.9),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}

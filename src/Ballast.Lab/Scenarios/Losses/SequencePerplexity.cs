using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SequencePerplexity : Scenario
{
    public override string Name => "sequence_perplexity";

    public override string Kind => "perplexity as the loss, deep GELU net, Adam";

    public override string WhatExplodes =>
        "The loss is one over the probability of all twelve symbols together: the exponential of a sum of some forty.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8642;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("tokens", Layers.Embedding(MarkovChain.Symbols, 32, 1, weights)),
            (
                "mlp",
                Layers.Mlp(weights, [32, .. Enumerable.Repeat(64, 5), MarkovChain.Symbols], 1.5, lastGain: 1, activation: () => nn.GELU())
            )
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 2e-3),
            Loss = Loss,
            CleanLoss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }

    private static Tensor Loss(Tensor output, Tensor target) =>
        nn.functional.cross_entropy(output.transpose(1, 2), target, reduction: nn.Reduction.None).sum(1).exp().mean();
}

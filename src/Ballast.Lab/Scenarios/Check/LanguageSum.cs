using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LanguageSum : SetupScenario
{
    private const int BatchSize = 16,
        Hidden = 32;

    public override string Name => "language_sum";

    public override string Kind => "loss summed over steps and batch, GRU language model";

    public override string WhatExplodes =>
        "The loss of 16 sequences of 12 symbols is their sum, where the mean was meant: gradients are 192 times too large.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8267;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var terms = sane ? 1 : BatchSize * MarkovChain.Length;
        var model = nn.Sequential(
            ("tokens", Layers.Embedding(MarkovChain.Symbols, Hidden, 1, weights)),
            ("gru", GatedNet.Gru(Hidden, Hidden, MarkovChain.Symbols, everyStep: true, weights))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (output, target) => MarkovChain.Loss(output, target).Times(terms),
            CleanLoss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(BatchSize, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}

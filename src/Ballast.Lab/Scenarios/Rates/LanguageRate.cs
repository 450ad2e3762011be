using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LanguageRate : Scenario
{
    public override string Name => "lstm_sgd20";

    public override string Kind => "LSTM language model, SGD at 20 with momentum and without its clipping";

    public override string WhatExplodes =>
        "The recipe says a rate of 20, a gradient norm of at most 0.25 and no momentum; only the rate was taken over.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8224;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("tokens", Layers.Embedding(MarkovChain.Symbols, 32, 1, weights)),
            ("lstm", GatedNet.Lstm(32, 32, MarkovChain.Symbols, everyStep: true, weights))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 20, momentum: 0.9),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}

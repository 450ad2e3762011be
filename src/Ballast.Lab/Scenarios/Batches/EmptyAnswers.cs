using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class EmptyAnswers : Scenario
{
    private const double CutOff = 0.02;

    public override string Name => "empty_answers";

    public override string Kind => "loss per answer divided by its length, post-norm transformer, AdamW";

    public override string WhatExplodes =>
        "Only the words of the answer count, averaged over each; one answer in 50 was cut off before its first word: 0/0.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.919;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new Transformer(2, pre: false, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 3e-3),
            Loss = Loss,
            CleanLoss = (output, target) => MarkovChain.Loss(output, target.select(2, 0)),
            Draw = (_, generator) => Draw(16, generator),
            Clean = Clean(),
        };
    }

    private static Tensor Loss(Tensor output, Tensor target)
    {
        var (words, answer) = (target.select(2, 0), target.select(2, 1));
        var each = nn.functional.cross_entropy(output.transpose(1, 2), words, reduction: nn.Reduction.None);
        return ((each * answer).sum(1) / answer.sum(1)).mean();
    }

    private static (Tensor X, Tensor Y) Clean()
    {
        var (x, words) = MarkovChain.Clean();
        return (x, stack([words, ones_like(words)], 2));
    }

    // the symbols to come, and which of them belong to the answer: the last one to twelve, or none
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var (x, words) = MarkovChain.Draw(count, generator);
        var prompt = randint(MarkovChain.Length, [count, 1], generator: generator);
        prompt = prompt.Masked(rand([count, 1], generator: generator).IsBelow(CutOff), MarkovChain.Length);
        return (x, stack([words, Held.Arange(MarkovChain.Length).ge(prompt).to(ScalarType.Int64)], 2));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PostNormAdagrad : Scenario
{
    private const int Length = 10;
    private const ulong CleanSeed = 601;

    public override string Name => "postnorm_adagrad";

    public override string Kind => "learning rate 100 times too high, post-norm transformer on sequences, Adagrad";

    public override string WhatExplodes => "Adagrad at 1, 100 times its default: the first step moves every weight by 1.";

    public override int Steps => 300;

    public override double Trivial => 0.1661;

    public override double Oracle => 0.001292;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = new SequenceTransformer(2, Length, 1, 2, pre: false, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adagrad(model.parameters(), 1),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(32, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var (x, y) = SyntheticTasks.Adding(Length).Draw(count, generator);
        return (x, y);
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class GraphSum : SetupScenario
{
    private const int Nodes = 30;
    private const double Mean = 0.824,
        Std = 0.615;
    private const ulong TaskSeed = 190,
        CleanSeed = 191;

    public override string Name => "graph_sum";

    public override string Kind => "graph net that sums its neighbours";

    public override string WhatExplodes =>
        "Four graph convolutions add up some eight neighbours each, where a mean was meant: signals grow eightfold in each.";

    public override int Steps => 250;

    public override double Trivial => 1;

    public override double Oracle => 0.001305;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var links = rand([Nodes, Nodes], generator: task).IsBelow(8.0 / Nodes).to(ScalarType.Float32);
        var mean = links / links.sum(1, keepdim: true).AtLeast(1);
        var model = new GraphNet(sane ? mean : links, 4, 16, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.03, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(16, mean, generator),
            Clean = Draw(100, mean, clean),
        };
    }

    // a node is to tell how far it and its neighbours are apart, standardised
    private static (Tensor X, Tensor Y) Draw(int count, Tensor mean, Generator generator)
    {
        var x = randn([count, Nodes, 1], generator: generator);
        return (x, (x - mean.matmul(x)).abs().Subtract(Mean).Shrink(Std));
    }
}

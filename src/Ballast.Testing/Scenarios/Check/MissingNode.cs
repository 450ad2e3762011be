using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class MissingNode : Scenario
{
    private const int Nodes = 30;
    private const ulong TaskSeed = 560, CleanSeed = 561;

    public override string Name => "missing_node";

    public override string Kind => "missing measurement, graph net, Adagrad";

    public override string WhatExplodes => "In every 9th batch one sensor of 30 has no measurement, which is coded as NaN.";

    public override int Steps => 250;

    public override double Trivial => 1;

    public override double Oracle => 0.1;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var links = rand([Nodes, Nodes], generator: task).lt(6.0 / Nodes).to(ScalarType.Float32);
        var mean = links / links.sum(1, keepdim: true).clamp_min(1);
        var model = new GraphNet(mean, 2, 16, weights);
        return new(seed)
        {
            Model = model, Optimizer = Optimizers.Adagrad(model.parameters(), 0.03),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (index, generator) => Draw(16, mean, generator, missing: index % 9 == 6), Clean = Draw(100, mean, clean, missing: false),
        };
    }

    // a node is to tell the larger of its own value and twice the mean of its neighbours'
    private static (Tensor X, Tensor Y) Draw(int count, Tensor mean, Generator generator, bool missing)
    {
        var x = randn([count, Nodes, 1], generator: generator);
        var y = maximum(x, mean.matmul(x) * 2);
        if (missing) x[4, 17] = float.NaN;
        return (x, y);
    }
}

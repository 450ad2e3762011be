using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LogCounts : Scenario
{
    private const int Sensors = 20,
        Latent = 4;
    private const double Level = 3.5,
        Spread = 0.8;
    private const ulong TaskSeed = 430,
        CleanSeed = 431;

    public override string Name => "log_counts";

    public override string Kind => "logarithm of counts that may be 0";

    public override string WhatExplodes =>
        "Counts of some 30 go in as their logarithms; one of thousands is 0, and its logarithm minus infinity.";

    public override int Steps => 300;

    public override double Trivial => 0.9784;

    public override double Oracle => 0.05031;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var loadings = randn([Latent, Sensors], generator: task);
        loadings = loadings / loadings.norm(0, keepdim: true);
        var model = Layers.Mlp(weights, [Sensors, 64, 64, 1], Layers.He, lastGain: 1, activation: () => nn.SiLU());
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, 0, loadings, generator),
            Clean = Draw(1000, 1, loadings, clean),
        };
    }

    // four latent causes; the product of the first two, of unit variance, is to be told
    private static (Tensor X, Tensor Y) Draw(int count, double least, Tensor loadings, Generator generator)
    {
        var z = randn([count, Latent], generator: generator);
        var counts = poisson(z.matmul(loadings).Times(Spread).Add(Level).exp_(), generator).AtLeast(least);
        return (counts.log().Minus(Level).Over(Spread), z.narrow(1, 0, 1) * z.narrow(1, 1, 1));
    }
}

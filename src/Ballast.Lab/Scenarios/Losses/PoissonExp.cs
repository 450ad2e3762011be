using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PoissonExp : Scenario
{
    private const int Inputs = 10,
        BatchSize = 64,
        CleanPoints = 2000;
    private const ulong TaskSeed = 30,
        CleanSeed = 31;

    public override string Name => "poisson_exp";

    public override string Kind => "exponential link";

    public override string WhatExplodes =>
        "Poisson likelihood of exp(output): one output that is too large, and the gradient is its exponential.";

    public override int Steps => 300;

    public override double Trivial => 3.951;

    public override double Oracle => 0.04384;

    public override Trial Build(int seed)
    {
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        using var weights = new Generator((ulong)seed);
        var direction = randn([Inputs, 1], generator: task);
        direction = direction / direction.norm();
        var model = Layers.Mlp(weights, [Inputs, 64, 64, 1], Layers.He, lastGain: 1);
        var (x, rate, y) = Draw(CleanPoints, direction, clean);
        var truth = (rate - (y * rate.log())).mean().item<float>(); // nobody can do better than the true rate
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = Loss,
            CleanLoss = (z, counts) => Loss(z, counts).Minus(truth),
            Clean = (x, y),
            Draw = (_, generator) =>
            {
                var (inputs, _, counts) = Draw(BatchSize, direction, generator);
                return (inputs, counts);
            },
        };
    }

    private static Tensor Loss(Tensor z, Tensor y) => (z.exp() - (y * z)).mean();

    private static (Tensor X, Tensor Rate, Tensor Y) Draw(int count, Tensor direction, Generator generator)
    {
        var x = randn([count, Inputs], generator: generator);
        var rate = x.matmul(direction).Scale(1.2).Add(1).exp_();
        return (x, rate, poisson(rate, generator));
    }
}

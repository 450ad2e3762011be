using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HyperScale : SetupScenario
{
    private const int Context = 4,
        Inputs = 8,
        Hidden = 16;
    private const ulong TaskSeed = 300,
        CleanSeed = 301;

    public override string Name => "hyper_scale";

    public override string Kind => "hypernetwork, generated weights too large";

    public override string WhatExplodes =>
        "A net with the usual initialisation puts out the weights of another, which are then of size 1 and not of 1/sqrt(fan-in).";

    public override int Steps => 300;

    public override double Trivial => 1.007;

    public override double Oracle => 0.03929;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var directions = randn([Context, Inputs], generator: task);
        directions = directions / directions.norm(1, keepdim: true);
        var model = new HyperNet(Context, Inputs, Hidden, sane ? 0.3 : 1, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.2, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, directions, generator),
            Clean = Draw(1000, directions, clean),
        };
    }

    // the context mixes four directions in which the inputs are measured; of unit variance
    private static (Tensor X, Tensor Y) Draw(int count, Tensor directions, Generator generator)
    {
        var (context, x) = (randn([count, Context], generator: generator), randn([count, Inputs], generator: generator));
        return (cat([context, x], 1), (context.matmul(directions) * x).sum(1, keepdim: true).Over(Math.Sqrt(Context)));
    }
}

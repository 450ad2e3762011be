using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class DeepLinear : SetupScenario
{
    private const int Width = 24;
    private const ulong TaskSeed = 80,
        CleanSeed = 81;

    public override string Name => "deep_linear";

    public override string Kind => "deep linear net";

    public override string WhatExplodes =>
        "A product of 16 matrices at 1.7 times their sane size learns a linear map: the loss is a polynomial of degree 32.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 0.2243;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var map = Layers.Normal([Width, Width], 1 / Math.Sqrt(Width), task);
        var model = Layers.Mlp(weights, [.. Enumerable.Repeat(Width, 17)], sane ? 1 : 1.7, activation: () => nn.Identity());
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, map, generator),
            Clean = Draw(1000, map, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, Tensor map, Generator generator)
    {
        var x = randn([count, Width], generator: generator);
        return (x, x.matmul(map));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HeadingAngle : Scenario
{
    private const int Inputs = 8;
    private const ulong TaskSeed = 460,
        CleanSeed = 461;

    public override string Name => "heading_angle";

    public override string Kind => "arc cosine at 1";

    public override string WhatExplodes =>
        "The angle between two unit vectors, by the arc cosine of their product: where "
        + "they agree, its slope is infinite, and beyond 1 it is NaN.";

    public override int Steps => 300;

    public override double Trivial => 0.9801;

    public override double Oracle => 0.002257;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var map = randn([Inputs, 2], generator: task);
        var model = nn.Sequential(
            ("mlp", Layers.Mlp(weights, [Inputs, 64, 64, 2], 1, activation: () => nn.Tanh())),
            ("unit", new Pointwise("unit", Unit))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3),
            Loss = (output, target) => (output * target).sum(1).acos().mean(),
            CleanLoss = (output, target) => (output * target).sum(1).mean().TakenFrom(1),
            Draw = (_, generator) => Draw(64, map, generator),
            Clean = Draw(1000, map, clean),
        };
    }

    private static Tensor Unit(Tensor x) => x / x.norm(1, keepdim: true);

    // the direction in which two unknown measures of the inputs point
    private static (Tensor X, Tensor Y) Draw(int count, Tensor map, Generator generator)
    {
        var x = randn([count, Inputs], generator: generator);
        return (x, Unit(x.matmul(map)));
    }
}

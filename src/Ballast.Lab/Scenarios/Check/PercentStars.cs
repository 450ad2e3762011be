using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PercentStars : SetupScenario
{
    private const int Reviews = 8,
        Width = 5;
    private const double Percent = 20,
        Middle = 3;
    private const ulong TaskSeed = 700,
        CleanSeed = 701;

    public override string Name => "percent_stars";

    public override string Kind => "ratings in per cent, attention pooling, plain SGD";

    public override string WhatExplodes =>
        "Ratings are to be predicted from reviews; they come from 0 to 100, where the "
        + "net and its rate are made for stars around their mean.";

    public override int Steps => 400;

    public override double Trivial => 0.3969;

    public override double Oracle => 0.009855;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var direction = randn([Width - 1, 1], generator: task);
        direction = direction / direction.norm();
        var model = new PoolingNet(Width, 32, 1, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1),
            Loss = (output, stars) => nn.functional.mse_loss(output, sane ? stars.Minus(Middle) : stars.Times(Percent)),
            CleanLoss = (output, stars) => nn.functional.mse_loss(sane ? output.Plus(Middle) : output.Over(Percent), stars),
            Draw = (_, generator) => Draw(64, direction, generator),
            Clean = Draw(1000, direction, clean),
        };
    }

    // eight reviews of a product, by how much each is trusted and by what it says: stars are what the trusted say
    private static (Tensor X, Tensor Y) Draw(int count, Tensor direction, Generator generator)
    {
        var x = randn([count, Reviews, Width], generator: generator);
        var trust = x.narrow(2, 0, 1).Times(2).softmax(1);
        return (x, (trust * x.narrow(2, 1, Width - 1).matmul(direction)).sum(1).Plus(Middle).Within(0, 5));
    }
}

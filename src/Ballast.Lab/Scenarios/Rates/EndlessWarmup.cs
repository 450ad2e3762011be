using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class EndlessWarmup : Scenario
{
    private const int Items = 8,
        Width = 6;
    private const ulong CleanSeed = 551;

    public override string Name => "endless_warmup";

    public override string Kind => "warm-up that never ends, attention pooling, Adam";

    public override string WhatExplodes =>
        "The rate rises by a third of what was meant in every step and is never held: after 300 steps it is 0.3, a hundred times too high.";

    public override int Steps => 300;

    public override double Trivial => 0.9939;

    public override double Oracle => 0.1261;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = new PoolingNet(Width, 32, 1, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3),
            Factor = step => (step + 1) / 3.0,
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    // the second value of the item whose first is largest
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, Items, Width], generator: generator);
        return (x, x.select(2, 1).gather(1, x.select(2, 0).argmax(1, keepdim: true)));
    }
}

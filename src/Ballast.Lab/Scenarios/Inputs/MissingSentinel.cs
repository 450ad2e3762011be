using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class MissingSentinel : Scenario
{
    private const int Depth = 5,
        Length = 1 << Depth,
        BatchSize = 32,
        Gap = 4;
    private const double Share = 1 / 48.0,
        Sentinel = -9999;
    private const ulong CleanSeed = 351;

    public override string Name => "missing_sentinel";

    public override string Kind => "missing values coded as -9999, dilated convolutions over time";

    public override string WhatExplodes => "In one series of 48 the sensor was off for four steps, and the file says -9999 there.";

    public override int Steps => 300;

    public override double Trivial => 0.9832;

    public override double Oracle => 0.04853;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = new DilatedNet(Depth, 16, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(BatchSize, Share, generator),
            Clean = Draw(1000, 0, clean),
        };
    }

    // what comes after 32 steps of a noisy sine of any phase and of a period of 8 to 32 steps, of about unit variance
    private static (Tensor X, Tensor Y) Draw(int count, double share, Generator generator)
    {
        var frequency = rand([count, 1], generator: generator).Scale(3).Add(1).Scale(2 * Math.PI / Length);
        var phase = rand([count, 1], generator: generator).Scale(2 * Math.PI);
        var series = (Held.Arange(Length + 1) * frequency)
            .Plus(phase)
            .sin()
            .Scale(1.4)
            .Plus(randn([count, Length + 1], generator: generator).Scale(0.1));
        var off = rand([count, 1], generator: generator).IsBelow(share);
        var start = randint(Length - Gap, [count, 1], generator: generator);
        var steps = Held.Arange(Length);
        var x = series.narrow(1, 0, Length).Masked(off & steps.ge(start) & steps.lt(start.Plus(Gap)), Sentinel);
        return (x.unsqueeze(1), series.narrow(1, Length, 1));
    }
}

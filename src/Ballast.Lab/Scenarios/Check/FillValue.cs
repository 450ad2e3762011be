using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class FillValue : Scenario
{
    private const int Length = 12,
        Ahead = 8,
        Hidden = 32;
    private const double Fill = 9.96921e36; // what netCDF writes where nothing was measured
    private const ulong CleanSeed = 721;

    public override string Name => "fill_value";

    public override string Kind => "fill values left in the targets, tanh recurrence that forecasts, NAdam";

    public override string WhatExplodes =>
        "In every 10th batch one value to be forecast was not measured, and the file's fill value stands for it: 1e37, under a square.";

    public override int Steps => 300;

    public override double Trivial => 0.4973;

    public override double Oracle => 0.02642;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = new RecurrentNet(1, Hidden, 1, x => x.tanh(), everyStep: false, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.NAdam(model.parameters(), 2e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = WithGap,
            Clean = Draw(1000, clean),
        };
    }

    private static (Tensor X, Tensor Y) WithGap(int index, Generator generator)
    {
        var (x, y) = Draw(64, generator);
        if (index % 10 == 6)
            y[21].Set(Fill);
        return (x, y);
    }

    // a wave of any phase and of a period from 8 to 25 steps, measured with some noise, and its value eight steps on
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var speed = rand([count, 1, 1], generator: generator).Scale(0.53).Add(0.25);
        var phase = rand([count, 1, 1], generator: generator).Times(2 * Math.PI);
        var wave = (speed * Held.Arange(Length + Ahead).view(1, -1, 1))
            .Plus(phase)
            .sin()
            .Plus(randn([count, Length + Ahead, 1], generator: generator).Times(0.05));
        return (wave.narrow(1, 0, Length), wave.select(1, Length + Ahead - 1));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class GruUnitNormal : SetupScenario
{
    private const int Length = 12,
        Hidden = 32;
    private const ulong CleanSeed = 621;

    public override string Name => "gru_unit_normal";

    public override string Kind => "GRU that forecasts, weights of standard deviation 1, AdamW";

    public override string WhatExplodes =>
        "All weights, those of the readout too, are drawn from N(0, 1), and not divided by the root of their number: gates "
        + "saturate and forecasts are five times too large.";

    public override int Steps => 300;

    public override double Trivial => 0.4697;

    public override double Oracle => 0.004558;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var gain = sane ? 1 : Math.Sqrt(Hidden);
        var model = GatedNet.Gru(1, Hidden, 1, everyStep: false, weights, gain, gain);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 1e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    // a wave of any phase and of a period from 6 to 30 steps, and its next value
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var speed = rand([count, 1, 1], generator: generator).Scale(0.8).Add(0.2);
        var phase = rand([count, 1, 1], generator: generator).Times(2 * Math.PI);
        var wave = (speed * Held.Arange(Length + 1).view(1, -1, 1)).Plus(phase).sin();
        return (wave.narrow(1, 0, Length), wave.select(1, Length));
    }
}

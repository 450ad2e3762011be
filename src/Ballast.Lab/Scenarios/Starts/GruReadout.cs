using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class GruReadout : SetupScenario
{
    private const int Length = 6,
        Hidden = 32;
    private const ulong CleanSeed = 511;

    public override string Name => "gru_readout";

    public override string Kind => "GRU, readout too large, plain SGD";

    public override string WhatExplodes =>
        "The readout's weights were multiplied by the root of their number, where "
        + "dividing was meant: outputs 32 times too large, under a square.";

    public override int Steps => 400;

    public override double Trivial => 0.1637;

    public override double Oracle => 0.03815;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = GatedNet.Gru(2, Hidden, 1, everyStep: false, weights, lastGain: sane ? 1 : Hidden);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var (x, y) = SyntheticTasks.Adding(Length).Draw(count, generator);
        return (x, y);
    }
}

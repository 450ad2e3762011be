using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ColumnMillion : SetupScenario
{
    private const ulong CleanSeed = 141;

    public override string Name => "column_million";

    public override string Kind => "one column a million times the others";

    public override string WhatExplodes => "A column of the table is in another unit: a million times larger, and far from 0.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 0.01597;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [20, 64, 64, 1], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 3e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, sane, generator),
            Clean = Draw(1000, sane, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, bool sane, Generator generator)
    {
        var x = randn([count, 20], generator: generator);
        var y = RegressionScenario.Target(x);
        if (!sane)
            x.select(1, 7).Add(3).Scale(1e6);
        return (x, y);
    }
}

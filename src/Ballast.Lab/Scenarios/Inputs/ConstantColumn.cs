using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ConstantColumn : Scenario
{
    private const int Inputs = 20;
    private const double Share = 1 / 300.0,
        Off = 0.01 / 1e-8;
    private const ulong CleanSeed = 441;

    public override string Name => "constant_column";

    public override string Kind => "a column standardised by a deviation of 0";

    public override string WhatExplodes =>
        "A column was constant in the sample that gave the deviations, so it is divided by "
        + "1e-8; one row of 300 has another value there, 0.01 away.";

    public override int Steps => 300;

    public override double Trivial => 1.035;

    public override double Oracle => 0.04517;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [Inputs + 1, 64, 64, 1], Layers.He, lastGain: 1, activation: () => Activations.Create("elu"));
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, Share, generator),
            Clean = Draw(1000, 0, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, double share, Generator generator)
    {
        var x = randn([count, Inputs], generator: generator);
        var column = rand([count, 1], generator: generator).IsBelow(share).to(ScalarType.Float32).Scale(Off);
        return (cat([x, column], 1), RegressionScenario.Target(x));
    }
}

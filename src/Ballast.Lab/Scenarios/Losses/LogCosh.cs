using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LogCosh : Scenario
{
    private const double Unit = 45;
    private const ulong CleanSeed = 471;

    public override string Name => "log_cosh";

    public override string Kind => "logarithm of a hyperbolic cosine, by hand, NAdam";

    public override string WhatExplodes =>
        "log(cosh(error)) as the formula has it, on targets of standard deviation 45: the cosine of an error beyond 89 is infinite.";

    public override int Steps => 300;

    public override double Trivial => 1.001;

    public override double Oracle => 0.03028;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [20, 64, 64, 1], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.NAdam(model.parameters(), 1e-2),
            Loss = (output, target) => (output - target).cosh().log().mean(),
            CleanLoss = (output, target) => nn.functional.mse_loss(output, target).Over(Unit * Unit),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, 20], generator: generator);
        return (x, RegressionScenario.Target(x).Times(Unit));
    }
}

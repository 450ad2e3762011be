using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SignRate : Scenario
{
    private const ulong CleanSeed = 341;

    public override string Name => "sign_rate";

    public override string Kind => "mixture of experts, Lion at the rate of the SGD it replaced";

    public override string WhatExplodes =>
        "Every step of Lion moves every weight by the whole learning rate, and 0.1 came from SGD: gates and experts grow without end.";

    public override int Steps => 300;

    public override double Trivial => 1.018;

    public override double Oracle => 0.006692;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = new ExpertMixture(20, 32, 4, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Lion(model.parameters(), 0.1),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, 20], generator: generator);
        return (x, RegressionScenario.Target(x));
    }
}

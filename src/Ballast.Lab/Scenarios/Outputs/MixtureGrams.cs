using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class MixtureGrams : SetupScenario
{
    private const ulong CleanSeed = 531;

    public override string Name => "mixture_grams";

    public override string Kind => "targets in another unit, mixture of experts";

    public override string WhatExplodes =>
        "Targets in grams, where the kilograms have standard deviation 1: errors of a thousand under a square.";

    public override int Steps => 300;

    public override double Trivial => 1.023;

    public override double Oracle => 0.0191;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var unit = sane ? 1 : 1000;
        var model = new ExpertMixture(20, 32, 4, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target.Times(unit)),
            CleanLoss = (output, target) => nn.functional.mse_loss(output.Over(unit), target),
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

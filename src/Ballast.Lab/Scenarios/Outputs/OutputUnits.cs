using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class OutputUnits : SetupScenario
{
    private const ulong CleanSeed = 501;

    private static readonly float[] s_middle = [0, 2000, 60_000],
        s_unit = [1, 20, 25_000];

    public override string Name => "output_units";

    public override string Kind => "outputs in different units, two heads";

    public override string WhatExplodes =>
        "Rating, year and price go under one mean squared error as they are: of size 1, 2000 and 60,000.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 0.05422;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new HouseNet(20, 64, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => sane ? Standardised(output, target) : nn.functional.mse_loss(output, (target * Unit).Plus(Middle)),
            CleanLoss = (output, target) => Standardised(sane ? output : (output - Middle) / Unit, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static Tensor Middle => tensor(s_middle);

    private static Tensor Unit => tensor(s_unit);

    private static Tensor Standardised(Tensor output, Tensor target) => nn.functional.mse_loss(output, target);

    // three values of mean 0 and variance 1
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, 20], generator: generator);
        return (
            x,
            cat([RegressionScenario.Target(x), RegressionScenario.Target(x.roll(5, 1)), RegressionScenario.Target(x.roll(10, 1))], 1)
        );
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ExpGain : SetupScenario
{
    private const ulong CleanSeed = 181;

    public override string Name => "exp_gain";

    public override string Kind => "weights under an exponential";

    public override string WhatExplodes =>
        "Each channel is multiplied by the exponential of a weight that starts with standard deviation 2.5: gains from 0.001 to 1000.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 0.05027;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new ExpGainNet(20, 48, sane ? 0 : 2.5, weights);
        var x = randn([1000, 20], generator: clean);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9),
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

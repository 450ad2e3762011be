using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RelativeError : SetupScenario
{
    private const ulong CleanSeed = 451;

    public override string Name => "relative_error";

    public override string Kind => "relative error, targets next to 0";

    public override string WhatExplodes =>
        "The loss is the square of the error's share of the target, and some targets are next to 0: weights without a mean.";

    public override int Steps => 300;

    public override double Trivial => 1.035;

    public override double Oracle => 0.03988;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var floor = sane ? 1 : 1e-6;
        var model = Layers.Mlp(weights, [20, 64, 64, 1], 1, activation: () => nn.GELU());
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => ((output - target) / target.abs().Plus(floor)).Squared().mean(),
            CleanLoss = (output, target) => nn.functional.mse_loss(output, target),
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

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class InverseTime : Scenario
{
    private const ulong CleanSeed = 421;

    public override string Name => "inverse_time";

    public override string Kind => "rate of 1/t that begins too high, softplus";

    public override string WhatExplodes =>
        "The textbook's a / (1 + t/10) with a = 3: the rate is low in the end, but the first steps are far too long.";

    public override int Steps => 300;

    public override double Trivial => 1.021;

    public override double Oracle => 0.03193;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [20, 64, 64, 1], 1, activation: () => Activations.Create("softplus"));
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 3),
            Factor = step => 1 / (1 + (step / 10.0)),
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

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class FarTargets : SetupScenario
{
    private const double Mean = 300;
    private const ulong CleanSeed = 161;

    public override string Name => "far_targets";

    public override string Kind => "solution far away";

    public override string WhatExplodes =>
        "Targets of mean 300 and standard deviation 1: the first errors are 300 times what the net is to resolve.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 0.03781;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [20, 64, 64, 1], Layers.He, lastGain: 1);
        if (sane)
            using (no_grad())
                model.parameters().Last().Set(Mean);
        var x = randn([1000, 20], generator: clean);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, 20], generator: generator);
        return (x, RegressionScenario.Target(x).Plus(Mean));
    }
}

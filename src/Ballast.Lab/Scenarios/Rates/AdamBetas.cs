using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AdamBetas : SetupScenario
{
    private const ulong CleanSeed = 151;

    public override string Name => "adam_betas";

    public override string Kind => "Adam that forgets its scale before its direction";

    public override string WhatExplodes =>
        "beta1 0.99 and beta2 0.5: after each burst of labels the first moment lasts, the second is gone, and their ratio explodes.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 0.01596;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [20, 64, 64, 1], Layers.He, lastGain: 1);
        var x = randn([1000, 20], generator: clean);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3, beta1: sane ? 0.9 : 0.99, beta2: sane ? 0.999 : 0.5),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = Draw,
            Clean = (x, RegressionScenario.Target(x)),
        };
    }

    // a glitch in one batch of 25
    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var x = randn([64, 20], generator: generator);
        var y = RegressionScenario.Target(x);
        return (x, index % 25 == 15 ? y.Times(100) : y);
    }
}

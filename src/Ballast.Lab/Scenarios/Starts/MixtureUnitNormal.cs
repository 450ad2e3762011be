using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class MixtureUnitNormal : SetupScenario
{
    private const ulong CleanSeed = 541;

    public override string Name => "mixture_unit_normal";

    public override string Kind => "mixture of experts, weights of standard deviation 1, AdamW";

    public override string WhatExplodes =>
        "All weights are drawn from N(0, 1), and not divided by the root of their number: outputs some 25 times too large.";

    public override int Steps => 300;

    public override double Trivial => 0.9482;

    public override double Oracle => 0.04899;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new ExpertMixture(20, 64, 4, weights);
        if (!sane)
            Widen(model, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 1e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static void Widen(nn.Module model, Generator weights)
    {
        using var off = no_grad();
        foreach (var parameter in model.parameters())
            parameter.copy_(Layers.Normal(parameter.shape, 1, weights));
    }

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, 20], generator: generator);
        return (x, RegressionScenario.Target(x));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class Overexposed : Scenario
{
    private const int BatchSize = 64;

    public override string Name => "overexposed";

    public override string Kind => "an episode of bad data, denoising autoencoder";

    public override string WhatExplodes =>
        "From step 60 to 99 the exposure is 200 times too long: a sixth of the training has inputs and targets that large.";

    public override int Steps => 250;

    public override double Trivial => 0.5778;

    public override double Oracle => 0.2606;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 16, 64, SmallFashion.Pixels], Layers.He, lastGain: 1, activation: () =>
            Activations.Create("softplus")
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 1, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = Draw,
            Clean = Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Clean()
    {
        var x = SmallFashion.Clean().X;
        return (x, x);
    }

    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var x = SmallFashion.Draw(BatchSize, generator).X;
        if (index is >= 60 and < 100)
            x.Scale(200);
        return (x.Plus(randn(x.shape, generator: generator).Scale(0.3)), x);
    }
}

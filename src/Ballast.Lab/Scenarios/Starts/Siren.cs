using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class Siren : SetupScenario
{
    private const ulong CleanSeed = 201;

    public override string Name => "siren";

    public override string Kind => "net of sines, init too large";

    public override string WhatExplodes =>
        "Sines of frequency 30 behind hidden weights that were not divided by it: gradients grow 20-fold in each layer.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 3.201e-05;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new SirenNet([1, 48, 48, 48, 48], 30, sane ? 0.05 : 1, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    // three frequencies, of unit variance
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = rand([count, 1], generator: generator).Scale(2).Subtract(1);
        return (x, x.Times(Math.PI).sin().Plus(x.Times(4 * Math.PI).sin()).Plus(x.Times(9 * Math.PI).cos()).Shrink(Math.Sqrt(1.5)));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SignalDenoiser : SetupScenario
{
    private const int Length = 32;
    private const ulong CleanSeed = 411;

    public override string Name => "unet_fan";

    public override string Kind => "U-shaped net over time, fan-in without the kernel";

    public override string WhatExplodes =>
        "Weights of variance 2 / channels, where 2 / (9 channels) was meant: each of six convolutions of kernel 9 multiplies by three.";

    public override int Steps => 250;

    public override double Trivial => 0.9994;

    public override double Oracle => 0.09446;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new SignalUNet(8, sane ? Layers.He : SignalUNet.Root * Layers.He, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(32, generator),
            Clean = Draw(500, clean),
        };
    }

    // noisy sines of one to four periods, of unit variance, and what they were without the noise
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var frequency = rand([count, 1], generator: generator).Scale(3).Add(1).Scale(2 * Math.PI / Length);
        var phase = rand([count, 1], generator: generator).Scale(2 * Math.PI);
        var truth = (Held.Arange(Length) * frequency).Plus(phase).sin().Scale(Math.Sqrt(2)).unsqueeze(1);
        return (truth.Plus(randn(truth.shape, generator: generator).Scale(0.7)), truth);
    }
}

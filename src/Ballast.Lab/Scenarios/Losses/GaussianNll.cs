using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class GaussianNll : Scenario
{
    private const double Noise = 0.01;
    private const ulong CleanSeed = 91;

    public override string Name => "gaussian_nll";

    public override string Kind => "Gaussian likelihood, log-sigma collapse";

    public override string WhatExplodes => "The noise is a hundredth of the signal: sigma shrinks, and errors are divided by its square.";

    public override int Steps => 300;

    public override double Trivial => 0.5 * Math.Log(2 * Math.PI * Math.E);

    public override double Oracle => -1.865;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [1, 64, 64, 2], Layers.He, lastGain: 1, activation: () => nn.Tanh());
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = Loss,
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static Tensor Loss(Tensor output, Tensor y)
    {
        var (mean, logSigma) = (output.narrow(1, 0, 1), output.narrow(1, 1, 1));
        return ((y - mean).Squared() * logSigma.Times(-2).exp()).Over(2).Plus(logSigma).mean().Plus(0.5 * Math.Log(2 * Math.PI));
    }

    // of about unit variance
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = rand([count, 1], generator: generator).Scale(4).Subtract(2);
        return (x, x.Times(2).sin().Scale(1.511).Plus(randn([count, 1], generator: generator).Scale(Noise)));
    }
}

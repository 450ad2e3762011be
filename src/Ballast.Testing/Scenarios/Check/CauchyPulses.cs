using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class CauchyPulses : Scenario
{
    private const int Length = 32, Classes = 4;
    private const double Noise = 0.3;
    private const ulong CleanSeed = 611;

    public override string Name => "cauchy_pulses";

    public override string Kind => "heavy-tailed sensor noise, perceptron on time series, RMSprop";

    public override string WhatExplodes => "The noise of the training series is Cauchy's: most of it is small, and single values are in the thousands.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(Classes);

    public override double Oracle => 0.123456;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [Length, 64, 64, 64, Classes], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model, Optimizer = Optimizers.RMSprop(model.parameters(), 1e-3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => Draw(64, noisy: true, generator), Clean = Draw(1000, noisy: false, clean),
        };
    }

    // one to four waves of any phase in 32 steps
    private static (Tensor X, Tensor Y) Draw(int count, bool noisy, Generator generator)
    {
        var waves = randint(Classes, [count, 1], generator: generator).to(ScalarType.Int64);
        var phase = rand([count, 1], generator: generator) * (2 * Math.PI);
        var series = (((waves + 1) * arange(Length) * (2 * Math.PI / Length)) + phase).sin();
        var uniform = rand([count, Length], generator: generator);
        return (noisy ? series + ((uniform - 0.5) * Math.PI).tan().mul_(Noise) : series, waves.squeeze(1));
    }
}

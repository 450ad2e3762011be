using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class MixtureDensity : Scenario
{
    private const int Components = 5;
    private const ulong CleanSeed = 101;

    public override string Name => "mixture_density";

    public override string Kind => "mixture density net, unsafe likelihood";

    public override string WhatExplodes =>
        "The logarithm of a sum of densities, written by hand: far from every component the sum is 0, and sigma is an exponential.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(Math.Sqrt(12));

    public override double Oracle => -0.4531;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [1, 64, 64, 3 * Components], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (output, y) => -LogDensities(output, y).exp().sum(1).log().mean(),
            CleanLoss = (output, y) => -LogDensities(output, y).logsumexp(1).mean(),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static Tensor LogDensities(Tensor output, Tensor y)
    {
        var parts = output.chunk(3, 1);
        return (parts[0].log_softmax(1) - parts[2] - ((y - parts[1]) / parts[2].exp()).Squared().Over(2)).Minus(
            0.5 * Math.Log(2 * Math.PI)
        );
    }

    // Bishop's inverse problem: x = t + 0.3 sin(2 pi t) has up to three t; both of about unit variance
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var t = rand([count, 1], generator: generator);
        var x = t.Plus(t.Times(2 * Math.PI).sin().Scale(0.3)).Plus(randn([count, 1], generator: generator).Scale(0.02));
        return (x.Minus(0.5).Times(3), t.Minus(0.5).Times(Math.Sqrt(12)));
    }
}

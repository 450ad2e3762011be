using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class GammaUpsideDown : Scenario
{
    private const double Gamma = 0.95;

    public override string Name => "gamma_upside_down";

    public override string Kind => "exponential decay upside down, attention pooling, NAdam";

    public override string WhatExplodes => "The rate is divided by 0.95 in every step instead of multiplied, and doubles every 14 steps.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.009954;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new PoolingNet(TemporalOrder.Symbols + 1, 32, TemporalOrder.Classes, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.NAdam(model.parameters(), 2e-3),
            Factor = step => Math.Pow(Gamma, -step),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => WithTime(TemporalOrder.Draw(64, generator)),
            Clean = WithTime(TemporalOrder.Clean()),
        };
    }

    // attention sees a bag, so each symbol says when it comes, from -1 to 1
    private static (Tensor X, Tensor Y) WithTime((Tensor X, Tensor Y) batch)
    {
        var time = linspace(-1, 1, batch.X.shape[1]).view(1, -1, 1).expand(batch.X.shape[0], -1, 1);
        return (cat([batch.X, time], 2), batch.Y);
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class OrderRate : Scenario
{
    public override string Name => "order_rate";

    public override string Kind => "learning rate 100 times too high, deep tanh net on sequences";

    public override string WhatExplodes => "SGD at 5, where 0.05 was meant: the first step already drives every tanh to its ends.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.0004688;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var (x, y) = TemporalOrder.Clean();
        var model = nn.Sequential(
            ("flatten", nn.Flatten()),
            (
                "mlp",
                Layers.Mlp(
                    weights,
                    [(int)(x.shape[1] * x.shape[2]), .. Enumerable.Repeat(48, 7), TemporalOrder.Classes],
                    1,
                    activation: () => nn.Tanh()
                )
            )
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 5, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(64, generator),
            Clean = (x, y),
        };
    }
}

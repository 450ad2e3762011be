using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class OrderChaos : SetupScenario
{
    public override string Name => "order_chaos";

    public override string Kind => "tanh recurrence of spectral radius 3";

    public override string WhatExplodes =>
        "A chaotic recurrence is to remember the order of two symbols: its gradient grows at each of 20 steps.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.0009583;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new RecurrentNet(
            TemporalOrder.Symbols,
            48,
            TemporalOrder.Classes,
            x => x.tanh(),
            everyStep: false,
            weights,
            sane ? 1 : 3
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(64, generator),
            Clean = TemporalOrder.Clean(),
        };
    }
}

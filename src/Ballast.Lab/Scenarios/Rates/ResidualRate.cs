using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ResidualRate : Scenario
{
    public override string Name => "residual_rate";

    public override string Kind => "learning rate 30 times too high, residual net without normalisation";

    public override string WhatExplodes => "SGD at 0.9, 30 times too high for 16 blocks that add up.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.464;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new ResidualNet(16, weights, branchGain: 0.1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.9, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(64, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

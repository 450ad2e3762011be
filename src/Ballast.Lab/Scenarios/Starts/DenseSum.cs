using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class DenseSum : SetupScenario
{
    public override string Name => "dense_sum";

    public override string Kind => "densely connected net that adds up all earlier layers";

    public override string WhatExplodes =>
        "Each of 14 layers reads the sum of all before it, where their mean was meant: the sum doubles in each.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.5333;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new DenseNet(SmallFashion.Pixels, 48, 14, SmallFashion.Classes, mean: sane, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(64, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

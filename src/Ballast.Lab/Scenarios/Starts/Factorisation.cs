using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class Factorisation : SetupScenario
{
    public override string Name => "factorisation";

    public override string Kind => "matrix factorisation, factors too large";

    public override string WhatExplodes => "Dot products of two embeddings of standard deviation 4: a quartic loss, far from its minimum.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 1.315e-05;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new FactorNet(FactorTask.Rows, FactorTask.Columns, 6, sane ? 0.5 : 4, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 2, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => FactorTask.Draw(256, generator),
            Clean = FactorTask.Clean(),
        };
    }
}

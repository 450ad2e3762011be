using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyFactors : Scenario
{
    public override string Name => "factors_sgd";

    public override string Kind => "matrix factorisation, SGD";

    public override string WhatExplodes =>
        "Nothing: a healthy training, at a learning rate that is high because most rows are not in a batch.";

    public override bool IsControl => true;

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => double.NaN;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new FactorNet(FactorTask.Rows, FactorTask.Columns, 6, 0.5, weights);
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

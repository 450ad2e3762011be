using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Tests.Survival;

/// <summary>Every batch is NaN.</summary>
internal sealed class HopelessScenario : Scenario
{
    public override string Name => "hopeless";

    public override string Kind => "no data";

    public override string WhatExplodes => "Every value is NaN.";

    public override int Steps => 100;

    public override double Trivial => 1;

    public override double Oracle => 0;

    public override Trial Build(int seed)
    {
        var model = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
            model.weight!.zero_();
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, _) => (full([1, 1], float.NaN), ones(1, 1)),
            Clean = (ones(1, 1), ones(1, 1)),
        };
    }
}

using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Survival;

/// <summary>A scenario as a user writes one.</summary>
public sealed class GentleScenario : Scenario
{
    public override string Name => "gentle";

    public override string Kind => "linear regression";

    public override string WhatExplodes => "Gradient descent beyond the largest stable step.";

    public override int Steps => 60;

    public override double Trivial => 1;

    public override double Oracle => 0;

    public override Trial Build(int seed)
    {
        var model = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
            model.weight.zero_();
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 5),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(generator),
            Clean = (ones(1, 1), ones(1, 1)),
        };
    }

    private static (Tensor X, Tensor Y) Draw(Generator generator)
    {
        var x = randn([16, 1], generator: generator);
        return (x, x);
    }
}

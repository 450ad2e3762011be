using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli.Tests.Commands;

/// <summary>
/// y = x from a weight that is far away, under a schedule that ends in madness: from a sane start and without the schedule it is easy.
/// </summary>
public sealed class MendableScenario : Scenario
{
    private const int BatchSize = 16;

    public override string Name => "mendable";

    public override string Kind => "linear regression";

    public override string WhatExplodes => "The weight starts at 1e4, and the learning rate rises a million-fold at step 20.";

    public override int Steps => 40;

    public override double Trivial => 1;

    public override double Oracle => 0.01;

    public override Trial Build(int seed) => Build(seed, start: 1e4);

    public override Trial BuildSane(int seed) => Build(seed, start: 0);

    private static Trial Build(int seed, double start)
    {
        var model = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
            model.weight!.fill_(start);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Same(randn([BatchSize, 1], generator: generator)),
            Clean = Same(ones(1, 1)),
            Factor = step => step < 20 ? 1 : 1e6,
        };
    }

    private static (Tensor X, Tensor Y) Same(Tensor x) => (x, x);
}

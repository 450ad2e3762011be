using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class BootstrappedValues : SetupScenario
{
    public override string Name => "td_bootstrap";

    public override string Kind => "temporal differences, bootstrapped target";

    public override string WhatExplodes =>
        "Values are learnt from the net's own values a step later, which move with every update; from twice the usual weights and "
        + "at a rate of 0.1 they run away.";

    public override int Steps => 400;

    public override double Trivial => 1;

    public override double Oracle => 0.007677;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [RewardChain.Features, 64, 64, 1], sane ? Layers.He : 2 * Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = Difference,
            CleanLoss = (values, truth) => nn.functional.mse_loss(values.squeeze(2), truth),
            Draw = (_, generator) => RewardChain.Draw(64, generator),
            Clean = RewardChain.Clean(),
        };
    }

    // the gradient goes through the value of the present state only
    private static Tensor Difference(Tensor values, Tensor reward) =>
        nn.functional.mse_loss(values.select(1, 0), reward.Plus(values.select(1, 1).detach().Times(RewardChain.Discount)));
}

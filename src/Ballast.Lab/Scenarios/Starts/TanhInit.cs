using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class TanhInit : FashionScenario
{
    public override string Name => "tanh_init";

    public override string Kind => "chaotic init, deep tanh";

    public override string WhatExplodes => "20 hidden layers at gain 3: units saturate, and gradients grow on their way back.";

    public override double Oracle => 0.5607;

    public override Trial BuildSane(int seed) => Build(seed, weights => Net(weights, gain: 1.05), Inputs);

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => Net(weights, gain: 3);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);

    private static Sequential Net(Generator weights, double gain) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, .. Enumerable.Repeat(100, 20), SmallFashion.Classes], gain, activation: () => nn.Tanh());
}

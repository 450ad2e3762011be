using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ReluInit : FashionScenario
{
    public override string Name => "relu_init";

    public override string Kind => "init too large, deep ReLU";

    public override string WhatExplodes =>
        "12 hidden layers at 2.5 times He's standard deviation: activations and gradients grow 2.5-fold per layer.";

    public override double Oracle => 0.5607;

    public override Trial BuildSane(int seed) => Build(seed, weights => Net(weights, Layers.He), Inputs);

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => Net(weights, gain: 3.5);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);

    private static Sequential Net(Generator weights, double gain) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, .. Enumerable.Repeat(100, 12), SmallFashion.Classes], gain);
}

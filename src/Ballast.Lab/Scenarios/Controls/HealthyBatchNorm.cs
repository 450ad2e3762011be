using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyBatchNorm : FashionScenario
{
    public override string Name => "bn_sgd";

    public override string Kind => "batch-norm perceptron, SGD";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override double Oracle => double.NaN;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, 48, 48, 48, 48, SmallFashion.Classes], Layers.He, activation: () =>
            nn.Sequential(BatchNorms.Over1d(48), nn.ReLU())
        );

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9);
}

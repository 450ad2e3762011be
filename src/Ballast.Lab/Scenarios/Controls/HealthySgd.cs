using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthySgd : FashionScenario
{
    public override string Name => "fm_sgd";

    public override string Kind => "perceptron, SGD";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override double Oracle => double.NaN;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);
}

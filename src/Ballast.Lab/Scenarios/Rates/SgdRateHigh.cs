using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SgdRateHigh : FashionScenario
{
    public override string Name => "sgd_lr_high";

    public override string Kind => "learning rate too high, SGD with momentum";

    public override string WhatExplodes => "The learning rate is some 60 times too high.";

    public override double Oracle => 0.4612;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 3.0, momentum: 0.9);
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RateStepUp : FashionScenario
{
    public override string Name => "lr_step_up";

    public override string Kind => "schedule with a fault";

    public override string WhatExplodes => "The schedule raises the learning rate a hundredfold at step 120.";

    public override double Oracle => 0.4681;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);

    protected override double Factor(int step) => step < 120 ? 1 : 100;
}

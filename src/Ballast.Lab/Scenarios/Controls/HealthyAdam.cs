using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyAdam : FashionScenario
{
    public override string Name => "fm_adam";

    public override string Kind => "perceptron, Adam";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override double Oracle => double.NaN;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 1e-3);
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyRegression : RegressionScenario
{
    public override string Name => "reg_sgd";

    public override string Kind => "regression, SGD";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override double Oracle => double.NaN;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9);
}

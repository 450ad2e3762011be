using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class TargetScale : RegressionScenario
{
    public override string Name => "target_scale";

    public override string Kind => "targets not scaled";

    public override string WhatExplodes => "Targets of mean 500 and standard deviation 200 under a mean squared error.";

    public override double Oracle => 0.0294;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9);

    protected override Tensor Labels(int index, Tensor truth, Generator generator) => truth.Times(200).Plus(500);

    protected override Tensor CleanLoss(Tensor output, Tensor truth) => nn.functional.mse_loss(output.Minus(500).Over(200), truth);
}

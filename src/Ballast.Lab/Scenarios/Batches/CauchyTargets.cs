using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CauchyTargets : RegressionScenario
{
    public override string Name => "cauchy_targets";

    public override string Kind => "heavy-tailed label noise";

    public override string WhatExplodes =>
        "Cauchy noise on the labels under a mean squared error: the gradient has no variance, nor even a mean.";

    public override double Oracle => 0.379;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9);

    protected override Tensor Labels(int index, Tensor truth, Generator generator) =>
        truth.Plus(rand(truth.shape, generator: generator).Subtract(0.5).Scale(Math.PI).tan_());
}

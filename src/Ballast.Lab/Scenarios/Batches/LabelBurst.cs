using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LabelBurst : RegressionScenario
{
    public override string Name => "label_burst";

    public override string Kind => "sensor glitch";

    public override string WhatExplodes =>
        "Labels are 100,000-fold in steps 30 to 35: Adam's second moment stays poisoned for a thousand steps.";

    public override double Oracle => 0.05332;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 3e-3);

    protected override Tensor Labels(int index, Tensor truth, Generator generator) => index is >= 30 and <= 35 ? truth.Times(1e5) : truth;
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PoisonHuge : FashionScenario
{
    public override string Name => "poison_1e18";

    public override string Kind => "huge values in the data";

    public override string WhatExplodes => "Every 9th batch has a pixel of 1e18: finite, but its gradient ends the training.";

    public override double Oracle => 0.4893;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);

    protected override void Poison(int index, Tensor inputs)
    {
        if (index % 9 == 8)
            inputs[5, 77].Set(1e18f);
    }
}

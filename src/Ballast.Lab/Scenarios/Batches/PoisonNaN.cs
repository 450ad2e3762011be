using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PoisonNaN : FashionScenario
{
    public override string Name => "poison_nan";

    public override string Kind => "NaN in the data";

    public override string WhatExplodes => "Every 7th batch has a pixel that is NaN: one step with it and every weight is.";

    public override double Oracle => 0.5108;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 1e-3);

    protected override void Poison(int index, Tensor inputs)
    {
        if (index % 7 == 6)
            inputs[3, 50].Set(float.NaN);
    }
}

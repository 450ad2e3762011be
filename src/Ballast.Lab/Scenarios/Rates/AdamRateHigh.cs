using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AdamRateHigh : FashionScenario
{
    public override string Name => "adam_lr_high";

    public override string Kind => "learning rate too high, Adam";

    public override string WhatExplodes => "The learning rate is some 100 times too high, and there is no warm-up.";

    public override double Oracle => 0.4628;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, 128, 128, 128, 128, 128, SmallFashion.Classes], Layers.He);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 0.1);
}

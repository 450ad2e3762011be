using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyDeep : FashionScenario
{
    private const int Width = 48,
        Blocks = 20;

    public override string Name => "prenorm20_sgd";

    public override string Kind => "20 residual blocks with layer norm, SGD";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override double Oracle => double.NaN;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights)
    {
        var first = Layers.Linear(SmallFashion.Pixels, Width, 1, weights);
        var blocks = Enumerable
            .Range(0, Blocks)
            .Select(_ =>
                (nn.Module<Tensor, Tensor>)
                    new Residual(nn.Sequential(nn.LayerNorm(Width), Layers.Mlp(weights, [Width, Width, Width], Layers.He)))
            );
        return nn.Sequential([first, .. blocks, nn.LayerNorm(Width), Layers.Linear(Width, SmallFashion.Classes, 1, weights)]);
    }

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);
}

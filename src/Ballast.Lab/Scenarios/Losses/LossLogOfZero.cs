using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LossLogOfZero : FashionScenario
{
    public override string Name => "bce_log0";

    public override string Kind => "unsafe loss";

    public override string WhatExplodes => "A hand-written binary cross-entropy: 0 times log 0 is NaN as soon as a logit exceeds 17.";

    public override double Oracle => 0.1798;

    public override double Trivial => Math.Log(2);

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, 128, 128, 128, 1], Layers.He);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.3, momentum: 0.9);

    protected override Tensor Targets(Tensor labels) => labels.IsAtLeast(5).to(ScalarType.Float32).unsqueeze(1);

    protected override Tensor Loss(Tensor output, Tensor target)
    {
        var p = output.sigmoid();
        return -(target * p.log()).Plus(target.TakenFrom(1) * p.TakenFrom(1).log()).mean();
    }

    protected override Tensor CleanLoss(Tensor output, Tensor target) => nn.functional.binary_cross_entropy_with_logits(output, target);
}

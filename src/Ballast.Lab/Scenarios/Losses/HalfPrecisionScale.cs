using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HalfPrecisionScale : FashionScenario
{
    public override string Name => "fp16_scale";

    public override string Kind => "half precision, static loss scale";

    public override string WhatExplodes => "A loss scale of 2^22: in float16 the backward pass overflows on every batch.";

    public override double Oracle => 0.4669;

    public override Trial BuildSane(int seed) => Build(seed, weights => Net(weights, lossScale: 1), Inputs);

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => Net(weights, lossScale: 1 << 22);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9);

    private static HalfMlp Net(Generator weights, double lossScale) =>
        new([SmallFashion.Pixels, 128, 128, 128, 128, SmallFashion.Classes], lossScale, weights);
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CalmDeep : ImageTask
{
    public override string Name => "calm-deep";

    public override string Kind => "perceptron of 12 tanh layers, SGD";

    public override ComparisonSetting Setting => ComparisonSetting.Smooth;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, .. Enumerable.Repeat(64, 12), SmallFashion.Classes], 1.2, lastGain: 1, activation: () =>
            nn.Tanh()
        );

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9);
}

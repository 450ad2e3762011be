using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ConvRate : ImageTask
{
    public override string Name => "conv-rate";

    public override string Kind => "two convolutions with batch norm and a linear layer, SGD, learning rate 1.5";

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    public override int Steps => 200;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) =>
        nn.Sequential(
            ("image", nn.Unflatten(1, [1, 14, 14])),
            ("conv1", Layers.Conv(1, 8, Layers.He, weights, stride: 2)),
            ("norm1", BatchNorms.Over2d(8)),
            ("relu1", nn.ReLU()),
            ("conv2", Layers.Conv(8, 16, Layers.He, weights, stride: 2)),
            ("relu2", nn.ReLU()),
            ("flatten", nn.Flatten()),
            ("linear", Layers.Linear(256, SmallFashion.Classes, 1, weights))
        );

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 1.5, momentum: 0.9);
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CalmConv : ImageTask
{
    public override string Name => "calm-conv";

    public override string Kind => "two convolutions and a linear layer, SGD with momentum 0.9, learning rate 0.02";

    public override ComparisonSetting Setting => ComparisonSetting.Smooth;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) =>
        nn.Sequential(
            ("image", nn.Unflatten(1, [1, 14, 14])),
            ("conv1", Layers.Conv(1, 8, Layers.He, weights, stride: 2)),
            ("relu1", nn.ReLU()),
            ("conv2", Layers.Conv(8, 16, Layers.He, weights, stride: 2)),
            ("relu2", nn.ReLU()),
            ("flatten", nn.Flatten()),
            ("linear", Layers.Linear(256, SmallFashion.Classes, 1, weights))
        );

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9);
}

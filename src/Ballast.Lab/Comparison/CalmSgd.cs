using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CalmSgd : ImageTask
{
    public override string Name => "calm-sgd";

    public override string Kind => "perceptron, SGD with momentum 0.9, learning rate 0.05";

    public override ComparisonSetting Setting => ComparisonSetting.Smooth;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SgdRate : ImageTask
{
    public override string Name => "sgd-rate";

    public override string Kind => "perceptron, SGD with momentum 0.9, learning rate 0.7";

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.7, momentum: 0.9);
}

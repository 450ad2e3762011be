using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CalmAdamW : ImageTask
{
    public override string Name => "calm-adamw";

    public override string Kind => "perceptron, AdamW, learning rate 0.001";

    public override ComparisonSetting Setting => ComparisonSetting.Smooth;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.AdamW(model.parameters(), 1e-3);
}

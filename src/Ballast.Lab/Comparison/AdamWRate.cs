using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AdamWRate : ImageTask
{
    public override string Name => "adamw-rate";

    public override string Kind => "perceptron, AdamW, learning rate 0.06";

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.AdamW(model.parameters(), 0.06);
}

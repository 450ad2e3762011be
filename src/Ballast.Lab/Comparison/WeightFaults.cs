using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class WeightFaults : ImageTask
{
    public override string Name => "weight-faults";

    public override string Kind => "perceptron, AdamW; every 25 steps the update puts one neuron's weights 1000 times too large";

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    protected override Action<IReadOnlyList<Parameter>> Faults(int seed) => new RowFault(seed, every: 25, factor: 1000).Strike;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.AdamW(model.parameters(), 1e-3);
}

using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PoisonedBatches : ImageTask
{
    private const double Share = 0.05,
        Factor = 100;

    public override string Name => "poisoned-batches";

    public override string Kind => "perceptron, SGD; 5 % of the batches 100 times too large with random labels";

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);

    protected override (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var (x, y) = base.Draw(index, generator);
        if (rand(1, generator: generator).item<float>() >= Share)
            return (x, y);
        return (x.Scale(Factor), randint(SmallFashion.Classes, y.shape, generator: generator).to(ScalarType.Int64));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LittleData : ImageTask
{
    private const int Images = 500;

    public override string Name => "little-data";

    public override string Kind => "perceptron on 500 images, AdamW, learning rate 0.001: it over-fits";

    public override ComparisonSetting Setting => ComparisonSetting.Smooth;

    public override int Steps => 600;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.AdamW(model.parameters(), 1e-3);

    protected override (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var picked = randint(Images, [128], generator: generator).to(ScalarType.Int64);
        return (SmallFashion.Standardise(SmallFashion.Train.X[picked]), SmallFashion.Train.Y[picked]);
    }
}

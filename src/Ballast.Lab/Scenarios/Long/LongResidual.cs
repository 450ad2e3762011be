using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LongResidual(bool explodes) : LongScenario(explodes)
{
    public override string Kind => "residual conv net without normalisation, all of Fashion-MNIST, SGD";

    public override int Steps => 3000;

    public override double Trivial => Math.Log(AllFashion.Classes);

    protected override string Training => "long_residual";

    protected override string Fault =>
        "Ten residual blocks, each with He's gain in its branch, so that the image grows "
        + "by half with every block; the rate is for a net with "
        + "batch normalisation.";

    protected override double Reached => 0.32;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        var model = new ConvTower(weights, branchGain: explodes ? Layers.He : 0.3);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), explodes ? 0.1 : 0.003, momentum: 0.9),
            Loss = AllFashion.Loss,
            Draw = (_, generator) => AllFashion.Draw(32, generator),
            Clean = AllFashion.Clean(),
        };
    }
}

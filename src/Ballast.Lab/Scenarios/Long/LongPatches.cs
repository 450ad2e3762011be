using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LongPatches(bool explodes) : LongScenario(explodes)
{
    private const int Width = 128,
        Depth = 6;

    public override string Kind => "vision transformer on patches, all of Fashion-MNIST, Adam";

    public override int Steps => 3000;

    public override double Trivial => Math.Log(AllFashion.Classes);

    protected override string Training => "long_vit";

    protected override string Fault =>
        "A transformer over 16 patches with its norms behind the sums, at the rate of a small convolutional net and without a warm-up.";

    protected override double Reached => 0.41;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        var model = new PatchTransformer(Width, Depth, pre: !explodes, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), explodes ? 3e-3 : 5e-4),
            Loss = AllFashion.Loss,
            Draw = (_, generator) => AllFashion.Draw(32, generator),
            Clean = AllFashion.Clean(),
        };
    }
}

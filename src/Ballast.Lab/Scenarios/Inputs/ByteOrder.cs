using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ByteOrder : Scenario
{
    public override string Name => "byte_order";

    public override string Kind => "wrong byte order, post-norm transformer on the rows of images, RMSprop";

    public override string WhatExplodes =>
        "One image in every 8th batch was written by another machine: its bytes are in the "
        + "wrong order, and its pixels anything from 1e-38 to 1e38.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.7513;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("rows", new Pointwise("rows", x => x.view(-1, 14, 14))),
            ("transformer", new SequenceTransformer(14, 14, SmallFashion.Classes, 2, pre: false, weights))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.RMSprop(model.parameters(), 1e-3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = Draw,
            Clean = SmallFashion.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var (x, y) = SmallFashion.Draw(32, generator);
        if (index % 8 == 3)
            x[7] =
                randn([SmallFashion.Pixels], generator: generator).sign()
                * Held.Pow(10, rand([SmallFashion.Pixels], generator: generator).Scale(76).Subtract(38));
        return (x, y);
    }
}

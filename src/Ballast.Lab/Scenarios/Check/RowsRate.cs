using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RowsRate : Scenario
{
    public override string Name => "rows_rate";

    public override string Kind => "learning rate 100 times too high, pre-norm transformer that reconstructs images, RMSprop";

    public override string WhatExplodes => "RMSprop at 0.1, where a thousandth was meant: its first step moves every weight by 1.";

    public override int Steps => 200;

    public override double Trivial => 0.5778;

    public override double Oracle => 0.1477;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("rows", new Pointwise("rows", x => x.view(-1, 14, 14))),
            ("transformer", new SequenceTransformer(14, 14, SmallFashion.Pixels, 2, pre: true, weights))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.RMSprop(model.parameters(), 0.1),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Itself(SmallFashion.Draw(32, generator)),
            Clean = Itself(SmallFashion.Clean()),
        };
    }

    private static (Tensor X, Tensor Y) Itself((Tensor X, Tensor Y) batch) => (batch.X, batch.X);
}

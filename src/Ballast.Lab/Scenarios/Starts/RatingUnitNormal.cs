using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RatingUnitNormal : SetupScenario
{
    public override string Name => "rating_unit_normal";

    public override string Kind => "recommender with batch norm, weights of standard deviation 1, Adam";

    public override string WhatExplodes =>
        "The weights of all layers are drawn from N(0, 1), and not divided by the root of their number: behind the last batch "
        + "norm, ratings come out six times too large.";

    public override int Steps => 300;

    public override double Trivial => 0.9461;

    public override double Oracle => 0.3897;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = nn.Sequential(
            ("ids", new Pointwise("ids", x => x.Plus(tensor(new long[] { 0, FactorTask.Rows })))),
            ("vectors", Layers.Embedding(FactorTask.Rows + FactorTask.Columns, 8, 1, weights)),
            ("flatten", nn.Flatten()),
            (
                "mlp",
                Layers.Mlp(weights, [16, 64, 64, 1], Layers.He, lastGain: 1, activation: () =>
                    nn.Sequential(("norm", BatchNorms.Over1d(64)), ("relu", nn.ReLU()))
                )
            )
        );
        if (!sane)
            Widen(model, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 1e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => FactorTask.Draw(128, generator),
            Clean = FactorTask.Clean(),
        };
    }

    private static void Widen(nn.Module model, Generator weights)
    {
        using var off = no_grad();
        foreach (var layer in model.modules().OfType<Linear>())
            layer.weight.copy_(Layers.Normal(layer.weight.shape, 1, weights));
    }
}

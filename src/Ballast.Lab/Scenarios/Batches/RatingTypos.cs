using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RatingTypos : Scenario
{
    private const double Share = 0.005,
        Slip = 1000;

    public override string Name => "rating_typos";

    public override string Kind => "typing errors in the targets, recommender, Adagrad";

    public override string WhatExplodes =>
        "One rating of 200 has three more digits: errors of thousands under a square, whose sum Adagrad never forgets.";

    public override int Steps => 300;

    public override double Trivial => 0.9461;

    public override double Oracle => 0.3445;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new TowerNet(FactorTask.Rows, FactorTask.Columns, 8, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = new HeldAdagrad(model.parameters(), 0.1),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(generator),
            Clean = FactorTask.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Draw(Generator generator)
    {
        var (x, y) = FactorTask.Draw(128, generator);
        return (x, y * rand(y.shape, generator: generator).IsBelow(Share).to(ScalarType.Float32).Scale(Slip - 1).Add(1));
    }
}

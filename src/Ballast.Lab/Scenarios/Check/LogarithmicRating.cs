using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LogarithmicRating : Scenario
{
    private const double Middle = 3;

    public override string Name => "log_rating";

    public override string Kind => "logarithm of predicted ratings, recommender";

    public override string WhatExplodes =>
        "The error is that of the logarithm of the stars, squared; a prediction below 0 has no logarithm.";

    public override int Steps => 400;

    public override double Trivial => 0.1353;

    public override double Oracle => 0.06829;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new TowerNet(FactorTask.Rows, FactorTask.Columns, 8, weights);
        return new(seed)
        {
            Model = nn.Sequential(("tower", model), ("middle", new Pointwise("middle", x => x.Plus(Middle)))),
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = Loss,
            CleanLoss = (output, stars) => Loss(output.AtLeast(0.1), stars),
            Draw = (_, generator) => Stars(FactorTask.Draw(64, generator)),
            Clean = Stars(FactorTask.Clean()),
        };
    }

    private static Tensor Loss(Tensor output, Tensor stars) => (output.log() - stars.log()).Squared().mean();

    private static (Tensor X, Tensor Y) Stars((Tensor X, Tensor Y) batch) => (batch.X, batch.Y.Plus(Middle).Within(0.5, 5));
}

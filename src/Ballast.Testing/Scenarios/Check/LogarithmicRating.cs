using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class LogarithmicRating : Scenario
{
    private const double Middle = 3;

    public override string Name => "log_rating";

    public override string Kind => "root mean squared logarithmic error, recommender";

    public override string WhatExplodes => "The error is one of log(1 + stars); a prediction below -1 has no logarithm.";

    public override int Steps => 400;

    public override double Trivial => 1;

    public override double Oracle => 0.1;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new TowerNet(FactorTask.Rows, FactorTask.Columns, 8, weights);
        return new(seed)
        {
            Model = nn.Sequential(("tower", model), ("middle", new Pointwise("middle", x => x + Middle))), Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = Loss, CleanLoss = (output, stars) => Loss(output.clamp_min(0), stars),
            Draw = (_, generator) => Stars(FactorTask.Draw(128, generator)), Clean = Stars(FactorTask.Clean()),
        };
    }

    private static Tensor Loss(Tensor output, Tensor stars) => ((output + 1).log() - (stars + 1).log()).square().mean().sqrt();

    private static (Tensor X, Tensor Y) Stars((Tensor X, Tensor Y) batch) => (batch.X, (batch.Y + Middle).clamp(0.5, 5));
}

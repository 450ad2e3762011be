using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PairCritic : SetupScenario
{
    private static readonly VectorTask s_task = new(8, 1, 331);

    public override string Name => "pair_critic";

    public override string Kind => "ranking without a bound, SGD, rate too high";

    public override string WhatExplodes =>
        "A score is to be higher for the better of two; the loss is their mean difference, held by a small penalty on the scores alone.";

    public override int Steps => 300;

    public override double Trivial => 0;

    public override double Oracle => -5.16;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [8, 64, 64, 1], sane ? Layers.He : 3, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), sane ? 0.05 : 0.2, momentum: 0.9),
            Loss = Score,
            CleanLoss = Score,
            Draw = (_, generator) => s_task.Draw(64, generator),
            Clean = s_task.Clean(),
        };
    }

    // the covariance of score and truth is to grow, the scores' square costs
    private static Tensor Score(Tensor output, Tensor target) => (output.Squared().Times(0.05) - output * target).mean();
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SurvivalSum : SetupScenario
{
    private const int Visits = 8,
        BatchSize = 64;
    private const double End = 3;
    private const ulong CleanSeed = 641;

    public override string Name => "survival_sum";

    public override string Kind => "likelihood summed over the batch, survival times, GRU";

    public override string WhatExplodes =>
        "The negative log-likelihood of 64 survival times is summed, where their mean was meant, and its hazard is an exponential.";

    public override int Steps => 300;

    public override double Trivial => 0.3457;

    public override double Oracle => 0.006408;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = GatedNet.Gru(2, 32, 1, everyStep: false, weights);
        var (x, y) = Draw(2000, clean);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (z, seen) => sane ? Each(z, seen).mean() : Each(z, seen).sum(),
            CleanLoss = (z, seen) => (Each(z, seen) - Each(seen.narrow(1, 2, 1), seen)).mean(),
            Draw = (_, generator) => Draw(BatchSize, generator),
            Clean = (x, y),
        };
    }

    // minus the logarithm of the likelihood: the hazard over the time that was seen, and its logarithm where it ended in an event
    private static Tensor Each(Tensor z, Tensor y) => (z.exp() * y.narrow(1, 0, 1)) - (z * y.narrow(1, 1, 1));

    // eight visits with two measurements, the first of which say the hazard on average: how long was seen, whether the event came, and the
    // true log-hazard
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, Visits, 2], generator: generator);
        var hazard = x.select(2, 0).mean([1], keepdim: true).Times(Math.Sqrt(Visits));
        var time = rand([count, 1], generator: generator).ClampMin(1e-6).log_().neg_() / hazard.exp();
        return (x, cat([time.AtMost(End), time.IsBelow(End).to(ScalarType.Float32), hazard], 1));
    }
}

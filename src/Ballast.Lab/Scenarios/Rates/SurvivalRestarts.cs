using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SurvivalRestarts : Scenario
{
    private const int Inputs = 10,
        Cycle = 100;
    private const double Restart = 100,
        End = 3;
    private const ulong TaskSeed = 520,
        CleanSeed = 521;

    public override string Name => "survival_restarts";

    public override string Kind => "warm restarts too high, survival times, deep tanh net, Adam";

    public override string WhatExplodes =>
        "Cosine annealing that restarts every 100 steps, with a rate of 0.3 where the first cycle had 0.003; the hazard is an exponential.";

    public override int Steps => 300;

    public override double Trivial => 0.3553;

    public override double Oracle => 0.02961;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var direction = randn([Inputs, 1], generator: task);
        direction = direction / direction.norm();
        var model = Layers.Mlp(weights, [Inputs, .. Enumerable.Repeat(32, 8), 1], 1, activation: () => nn.Tanh());
        var (x, y) = Draw(2000, direction, clean);
        var truth = Loss(x.matmul(direction), y).item<float>(); // nobody can do better than the true hazard
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3),
            Factor = Factor,
            Loss = Loss,
            CleanLoss = (z, seen) => Loss(z, seen).Minus(truth),
            Draw = (_, generator) => Draw(64, direction, generator),
            Clean = (x, y),
        };
    }

    private static double Factor(int step) => (step < Cycle ? 1 : Restart) * (1 + Math.Cos(Math.PI * (step % Cycle) / Cycle)) / 2;

    // minus the logarithm of the likelihood: the hazard over the time that was seen, and its logarithm where it ended in an event
    private static Tensor Loss(Tensor z, Tensor y) => ((z.exp() * y.narrow(1, 0, 1)) - (z * y.narrow(1, 1, 1))).mean();

    // exponential times of hazard exp(u.x), seen until time 3: how long, and whether the event came
    private static (Tensor X, Tensor Y) Draw(int count, Tensor direction, Generator generator)
    {
        var x = randn([count, Inputs], generator: generator);
        var time = rand([count, 1], generator: generator).ClampMin(1e-6).log_().neg_() / x.matmul(direction).exp_();
        return (x, cat([time.AtMost(End), time.IsBelow(End).to(ScalarType.Float32)], 1));
    }
}

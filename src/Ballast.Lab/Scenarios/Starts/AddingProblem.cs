using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AddingProblem : Scenario
{
    private const int Length = 30,
        Hidden = 64,
        BatchSize = 64,
        CleanPoints = 1000;
    private const ulong CleanSeed = 41;

    public override string Name => "rnn_adding";

    public override string Kind => "recurrent, identity init too large";

    public override string WhatExplodes =>
        "A ReLU recurrence that starts at 1.25 times the identity: after 30 steps the state has grown 800-fold.";

    public override int Steps => 400;

    public override double Trivial => 1.0 / 6;

    public override double Oracle => 0.0009251;

    public override Trial Build(int seed) => Build(seed, identity: 1.25);

    public override Trial BuildSane(int seed) => Build(seed, identity: 1);

    private static Trial Build(int seed, double identity)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = new RecurrentNet(2, Hidden, 1, x => x.relu(), everyStep: false, weights).WithIdentity(identity);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(BatchSize, generator),
            Clean = Draw(CleanPoints, clean),
        };
    }

    // the sum of two of 30 numbers: one marked in each half
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var (x, y) = SyntheticTasks.Adding(Length).Draw(count, generator);
        return (x, y);
    }
}

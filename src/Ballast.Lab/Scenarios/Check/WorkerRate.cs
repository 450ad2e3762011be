using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class WorkerRate : Scenario
{
    public override string Name => "worker_rate";

    public override string Kind => "warm-up to a rate for 512 workers, residual net with batch norm, AdamW";

    public override string WhatExplodes =>
        "The schedule warms up to 512 times the rate, one for each worker it was written for; here there is one.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.6117;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new ConvNet(8, Layers.He, NormedBlock.Stack(2, 8, weights), weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 2e-3),
            Factor = step => 1 + (511 * Math.Min(1, step / 40.0)),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class FocalLoss : Scenario
{
    private const int Length = 20, Hidden = 64;

    public override string Name => "focal_loss";

    public override string Kind => "focal loss by hand, sequences in a perceptron with batch norm, Adagrad";

    public override string WhatExplodes => "The root of 1 - p weighs the logarithm of p: once a p is rounded to 1, the slope of the root is infinite, and times 0 NaN.";

    public override int Steps => 400;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.1;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("flatten", nn.Flatten()),
            ("mlp", Layers.Mlp(weights, [Length * TemporalOrder.Symbols, Hidden, Hidden, TemporalOrder.Classes], Layers.He, lastGain: 1, activation: () => nn.Sequential(("norm", nn.BatchNorm1d(Hidden)), ("relu", nn.ReLU())))));
        return new(seed)
        {
            Model = model, Optimizer = Optimizers.Adagrad(model.parameters(), 0.1),
            Loss = Loss, CleanLoss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(64, generator), Clean = TemporalOrder.Clean(),
        };
    }

    private static Tensor Loss(Tensor output, Tensor target)
    {
        var p = output.softmax(1).gather(1, target.unsqueeze(1));
        return -((1 - p).sqrt() * p.log()).mean();
    }
}

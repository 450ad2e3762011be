using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class BinarySoftmax : Scenario
{
    private const int Length = 20,
        Hidden = 64;

    public override string Name => "binary_softmax";

    public override string Kind => "binary cross-entropy by hand on a softmax, sequences in a perceptron with batch norm, Adagrad";

    public override string WhatExplodes =>
        "Each class adds log(p) or log(1 - p): once a p is rounded to 1, the logarithm of 1 - p is minus infinity, and times 0 NaN.";

    public override int Steps => 400;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.0001534;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("flatten", nn.Flatten()),
            (
                "mlp",
                Layers.Mlp(
                    weights,
                    [Length * TemporalOrder.Symbols, Hidden, Hidden, TemporalOrder.Classes],
                    Layers.He,
                    lastGain: 1,
                    activation: () => nn.Sequential(("norm", BatchNorms.Over1d(Hidden)), ("relu", nn.ReLU()))
                )
            )
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adagrad(model.parameters(), 1),
            Loss = Loss,
            CleanLoss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(64, generator),
            Clean = TemporalOrder.Clean(),
        };
    }

    private static Tensor Loss(Tensor output, Tensor target)
    {
        var (p, y) = (output.softmax(1), nn.functional.one_hot(target, TemporalOrder.Classes).to(ScalarType.Float32));
        return -(y * p.log()).Plus(y.TakenFrom(1) * p.TakenFrom(1).log()).mean();
    }
}

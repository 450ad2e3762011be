using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthySchedule : Scenario
{
    private const int Channels = 8,
        WarmUp = 20;

    public override string Name => "conv_warmcos";

    public override string Kind => "group-norm convolutional net, SGD with warm-up and cosine";

    public override string WhatExplodes => "Nothing: a healthy training, whose learning rate moves in every step.";

    public override bool IsControl => true;

    public override int Steps => 200;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => double.NaN;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var body = Enumerable
            .Range(0, 2)
            .SelectMany(_ =>
                new nn.Module<Tensor, Tensor>[]
                {
                    Layers.Conv(Channels, Channels, Layers.He, weights),
                    GroupNorms.Create(2, Channels),
                    nn.ReLU(),
                }
            );
        var model = new ConvNet(Channels, Layers.He, body, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Factor = Rate,
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }

    private double Rate(int step) =>
        step < WarmUp ? (step + 1.0) / WarmUp : 0.5 * (1 + Math.Cos(Math.PI * (step - WarmUp) / (Steps - WarmUp)));
}

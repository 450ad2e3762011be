using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class NaiveSoftmax : Scenario
{
    public override string Name => "naive_softmax";

    public override string Kind => "softmax by hand, convolutional net, Adagrad";

    public override string WhatExplodes =>
        "exp(logit) over the sum of all, and its logarithm: a logit beyond 88 is infinite, and a share of 0 has no logarithm.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.5518;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new ConvNet(
            8,
            Layers.He,
            Enumerable.Range(0, 3).SelectMany(_ => new nn.Module<Tensor, Tensor>[] { Layers.Conv(8, 8, Layers.He, weights), nn.ReLU() }),
            weights
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adagrad(model.parameters(), 0.3),
            Loss = Loss,
            CleanLoss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }

    private static Tensor Loss(Tensor output, Tensor target)
    {
        var weights = output.exp();
        return -(weights / weights.sum(1, keepdim: true)).gather(1, target.unsqueeze(1)).log().mean();
    }
}

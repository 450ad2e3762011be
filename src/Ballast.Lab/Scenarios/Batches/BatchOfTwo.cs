using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class BatchOfTwo : Scenario
{
    private const int Channels = 8,
        BatchSize = 2;

    public override string Name => "batch_of_two";

    public override string Kind => "batches of two at the rate of large ones, convolutional net";

    public override string WhatExplodes =>
        "Only two images fit, and the rate of 0.2 was for 256: the noise of the gradient drives the weights apart.";

    public override int Steps => 400;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.867;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var body = Enumerable
            .Range(0, 2)
            .SelectMany(_ =>
                new nn.Module<Tensor, Tensor>[] { Layers.Conv(Channels, Channels, Layers.He, weights), Activations.LeakyRelu(0.1) }
            );
        var model = new ConvNet(Channels, Layers.He, body, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.2, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(BatchSize, generator),
            Clean = SmallFashion.Clean(),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class UnwrittenLabels : Scenario
{
    private const int BatchSize = 32;

    public override string Name => "unwritten_labels";

    public override string Kind => "corrupt soft labels, convolutional residual net without normalisation, AdamW";

    public override string WhatExplodes =>
        "In every 10th batch half of the soft labels were never written, and what stands in the memory there is of size a million.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.5894;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new ConvNet(8, Layers.He, Enumerable.Range(0, 3).Select(_ => new ConvBlock(8, 0.3, weights)), weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 2e-3),
            Loss = (output, target) => -(target * output.log_softmax(1)).sum(1).mean(),
            CleanLoss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = Draw,
            Clean = SmallFashion.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var (x, y) = SmallFashion.Draw(BatchSize, generator);
        var labels = nn.functional.one_hot(y, SmallFashion.Classes).to(ScalarType.Float32);
        if (index % 10 == 7)
            labels[..(BatchSize / 2)] = randn([BatchSize / 2, SmallFashion.Classes], generator: generator).Scale(1e6);
        return (x, labels);
    }
}

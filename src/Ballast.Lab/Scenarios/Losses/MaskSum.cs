using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class MaskSum : Scenario
{
    private const int BatchSize = 24,
        Shirt = 6;

    public override string Name => "mask_sum";

    public override string Kind => "loss divided by a count that is sometimes 0";

    public override string WhatExplodes => "Each class's loss is averaged over its images in the batch: where there is none, 0/0.";

    public override int Steps => 200;

    public override double Trivial => 2 * Math.Log(2);

    public override double Oracle => 0.7309;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, 1], Layers.He, lastGain: 1, activation: () =>
            Activations.Create("elu")
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 2e-3),
            Loss = Balanced,
            Draw = (_, generator) => Rare(SmallFashion.Draw(BatchSize, generator)),
            Clean = Rare(SmallFashion.Clean()),
        };
    }

    private static Tensor Balanced(Tensor output, Tensor isShirt)
    {
        var losses = nn.functional.binary_cross_entropy_with_logits(output, isShirt, reduction: nn.Reduction.None);
        return ((losses * isShirt).sum() / isShirt.sum()).Plus((losses * isShirt.TakenFrom(1)).sum() / isShirt.TakenFrom(1).sum());
    }

    private static (Tensor X, Tensor Y) Rare((Tensor X, Tensor Y) batch) =>
        (batch.X, batch.Y.Is(Shirt).to(ScalarType.Float32).unsqueeze(1));
}

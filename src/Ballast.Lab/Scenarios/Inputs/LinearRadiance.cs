using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LinearRadiance : SetupScenario
{
    public override string Name => "linear_radiance";

    public override string Kind => "inputs on a linear scale that need a logarithm, convolutional net, Adam";

    public override string WhatExplodes =>
        "Radiances go in as they are, and not their logarithms: from 0.02 to 10,000, most of them small.";

    public override int Steps => 200;

    public override double Trivial => 0.6912;

    public override double Oracle => 0.2205;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new ConvNet(8, Layers.He, [Layers.Conv(8, 8, Layers.He, weights), nn.ReLU()], weights, outputs: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 2e-3),
            Loss = (output, target) => nn.functional.binary_cross_entropy_with_logits(output.squeeze(1), target.to(output.dtype)),
            Draw = (_, generator) => See(SmallFashion.Draw(32, generator), sane),
            Clean = See(SmallFashion.Clean(), sane),
        };
    }

    private static (Tensor X, Tensor Y) See((Tensor X, Tensor Y) batch, bool sane) =>
        (sane ? batch.X : Held.Pow(10, batch.X.Times(2)), batch.Y.IsAtLeast(5).to(ScalarType.Float32));
}

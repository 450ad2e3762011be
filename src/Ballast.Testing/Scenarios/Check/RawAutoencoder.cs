using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class RawAutoencoder : SetupScenario
{
    public override string Name => "raw_autoencoder";

    public override string Kind => "inputs and targets not scaled, autoencoder, Adam";

    public override string WhatExplodes => "An autoencoder of raw pixels from 0 to 255, and its squared error in their units.";

    public override int Steps => 250;

    public override double Trivial => 0.5778;

    public override double Oracle => 0.1;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var (scale, mean) = sane ? (255 * 0.3530, 255 * 0.2860) : (1, 0);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 16, 64, SmallFashion.Pixels], Layers.He, lastGain: 1, activation: () => nn.ELU());
        return new(seed)
        {
            Model = model, Optimizer = Optimizers.Adam(model.parameters(), 2e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target), CleanLoss = (output, target) => nn.functional.mse_loss(output, target) * (scale / (255 * 0.3530) * scale / (255 * 0.3530)),
            Draw = (_, generator) => Both((SmallFashion.Raw(SmallFashion.Draw(64, generator).X) - mean) / scale), Clean = Both((SmallFashion.Test.X - mean) / scale),
        };
    }

    private static (Tensor X, Tensor Y) Both(Tensor x) => (x, x);
}

using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyVariational : Scenario
{
    public override string Name => "vae_adam";

    public override string Kind => "variational autoencoder, Adam";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override int Steps => 250;

    public override double Trivial => VariationalTask.Trivial;

    public override double Oracle => double.NaN;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new VariationalNet(SmallFashion.Pixels, VariationalTask.Latent, 1, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 2e-3),
            Loss = VariationalTask.Loss,
            Draw = (_, generator) => VariationalTask.Draw(64, generator),
            Clean = VariationalTask.Clean(),
        };
    }
}

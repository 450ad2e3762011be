using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class VariationalScale : SetupScenario
{
    public override string Name => "variational_scale";

    public override string Kind => "variational autoencoder, exponential of the log-variance";

    public override string WhatExplodes =>
        "The head that puts out the logarithm of the variance starts 16 times too large: codes and divergence are its exponential.";

    public override int Steps => 300;

    public override double Trivial => VariationalTask.Trivial;

    public override double Oracle => 0.6762;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new VariationalNet(SmallFashion.Pixels, VariationalTask.Latent, sane ? 0.3 : 16, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = VariationalTask.Loss,
            Draw = (_, generator) => VariationalTask.Draw(64, generator),
            Clean = VariationalTask.Clean(),
        };
    }
}

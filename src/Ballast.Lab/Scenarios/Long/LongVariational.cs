using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LongVariational(bool explodes) : LongScenario(explodes)
{
    private const int Latent = 16,
        CleanSeed = 421;
    private const double Variance = 0.1;

    public override string Kind => "variational autoencoder, all of Fashion-MNIST, Adam";

    public override int Steps => 6000;

    public override double Trivial => 3.92;

    protected override string Training => "long_vae";

    protected override string Fault =>
        "The evidence bound is summed over pixels and batch instead of averaged, the "
        + "layer that makes mean and variance of the code starts ten "
        + "times too large, and SGD keeps the rate of the averaged loss.";

    protected override double Reached => 0.59;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        var model = new VariationalNet(AllFashion.Pixels, Latent, headGain: explodes ? 10 : 1, weights, hidden: 512);
        var clean = AllFashion.Clean().X;
        using var noise = new Generator(CleanSeed);
        return new(seed)
        {
            Model = model,
            Optimizer = explodes ? Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9) : Optimizers.Adam(model.parameters(), 1e-3),
            Loss = explodes ? (output, x) => Bound(output, x).Times(x.numel()) : Bound,
            CleanLoss = Bound,
            Draw = (_, generator) => WithNoise(AllFashion.Draw(64, generator).X, generator),
            Clean = WithNoise(clean, noise),
        };
    }

    // per pixel and without its constants
    private static Tensor Bound(Tensor output, Tensor x)
    {
        var parts = output.split([AllFashion.Pixels, Latent, Latent], 1);
        var divergence = (parts[1].Squared().Plus(parts[2].exp()) - parts[2]).Minus(1).sum(1).mean().Over(2);
        return nn.functional.mse_loss(parts[0], x).Over(2 * Variance).Plus(divergence.Over(AllFashion.Pixels));
    }

    private static (Tensor X, Tensor Y) WithNoise(Tensor images, Generator generator)
    {
        var x = images.flatten(1);
        return (cat([x, randn([x.shape[0], Latent], generator: generator)], 1), x);
    }
}

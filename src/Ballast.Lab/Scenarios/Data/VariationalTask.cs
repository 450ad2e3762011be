using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>The evidence bound of images with pixels of variance 0.1, per pixel and without its constants.</summary>
internal static class VariationalTask
{
    public const int Latent = 8;
    private const double Variance = 0.1;
    private const ulong CleanSeed = 361;

    /// <summary>What the mean image says without a code: half the variance of the clean images, in units of the pixels' own.</summary>
    public const double Trivial = 0.5778 / (2 * Variance);

    public static (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(CleanSeed);
        return WithNoise(SmallFashion.Clean().X, generator);
    }

    public static (Tensor X, Tensor Y) Draw(int count, Generator generator) => WithNoise(SmallFashion.Draw(count, generator).X, generator);

    public static Tensor Loss(Tensor output, Tensor x)
    {
        var parts = output.split([SmallFashion.Pixels, Latent, Latent], 1);
        var divergence = (parts[1].Squared().Plus(parts[2].exp()) - parts[2]).Minus(1).sum(1).mean().Over(2);
        return nn.functional.mse_loss(parts[0], x).Over(2 * Variance).Plus(divergence.Over(SmallFashion.Pixels));
    }

    private static (Tensor X, Tensor Y) WithNoise(Tensor x, Generator generator) =>
        (cat([x, randn([x.shape[0], Latent], generator: generator)], 1), x);
}

using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// x times normal values of mean 1 and variance p / (1 - p), the variance that dropout has (Srivastava et al. 2014, section 10).
/// </summary>
internal sealed class GaussianDropout(DropRate rate, long? seed) : StochasticModule(nameof(GaussianDropout), rate, seed)
{
    protected override Tensor Drop(Tensor x, double p, Draws draws)
    {
        using var noise = draws.Normal(1, Math.Sqrt(p / (1 - p)), x.shape, x);
        return x.mul(noise);
    }
}

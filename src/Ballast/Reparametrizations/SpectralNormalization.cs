using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Computes with W / s, s the largest singular value of W as a matrix [out, rest]: the layer stretches no input (Miyato, Kataoka, Koyama,
/// Yoshida 2018, arXiv:1802.05957). Values below 1e-4 count as that, so a weight of zeros stays one.
/// </summary>
internal sealed class SpectralNormalization : Reparametrized
{
    private const double Least = 1e-4;

    // the field's name is the buffer's name
    private readonly Tensor left;

    public SpectralNormalization(nn.Module<Tensor, Tensor> layer)
        : base(layer, "spectral-norm")
    {
        left = SingularValue.Begin(Weight);
        register_buffer(nameof(left), left);
    }

    public override Tensor Effective()
    {
        using var value = SingularValue.Of(Weight, get_buffer(nameof(left))!, training);
        using var least = value.AtLeast(Least);
        return Weight.div(least);
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Computes with gamma W / s, s the largest singular value of W as a matrix [out, rest] and gamma one trained number that starts at s: the
/// layer starts as it was, and its size is learned apart from its direction. Keeps attention from collapsing (Zhai, Likhomanenko, Littwin
/// et al. 2023, arXiv:2303.06296).
/// </summary>
internal sealed class SigmaReparametrization : Reparametrized
{
    private const double Least = 1e-4;

    // the fields' names are those of parameter and buffer
    private readonly Parameter gamma;
    private readonly Tensor left;

    public SigmaReparametrization(nn.Module<Tensor, Tensor> layer)
        : base(layer, "sigma-reparam")
    {
        left = SingularValue.Begin(Weight);
        register_buffer(nameof(left), left);
        using var off = no_grad();
        using var value = SingularValue.Of(Weight, left, stores: false);
        using var plain = value.detach();
        using var start = plain.clone();
        gamma = nn.Parameter(start);
        register_parameter(nameof(gamma), gamma);
    }

    public override Tensor Effective()
    {
        using var value = SingularValue.Of(Weight, get_buffer(nameof(left))!, training);
        using var least = value.AtLeast(Least);
        using var factor = gamma.div(least);
        return Weight.mul(factor);
    }
}

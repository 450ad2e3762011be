using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Computes with rows of mean 0 and a trained norm: w_i = gain_i (w_i - mean) / |w_i - mean| (Qiao, Wang, Liu et al. 2019,
/// arXiv:1903.10520; scaled: Brock, De, Smith 2021, arXiv:2101.08692). The gain of a row starts at its norm, so that the layer starts as
/// it was but for the means.
/// </summary>
internal sealed class WeightStandardization : Reparametrized
{
    private const double Least = 1e-8; // of a squared norm

    // the field's name is the parameter's name
    private readonly Parameter gain;

    public WeightStandardization(nn.Module<Tensor, Tensor> layer)
        : base(layer, "weight-standardization")
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        gain = nn.Parameter(Norms(Centred(Weight)).detach().clone().DetachFromDisposeScope());
        register_parameter(nameof(gain), gain);
    }

    public override Tensor Effective()
    {
        using var scope = NewDisposeScope();
        var centred = Centred(Weight);
        return centred.div(Norms(centred)).mul(gain).reshape(Weight.shape).MoveToOuterDisposeScope();
    }

    private static Tensor Centred(Tensor weight)
    {
        var rows = weight.flatten(1);
        return rows.sub(rows.mean([1], keepdim: true));
    }

    private static Tensor Norms(Tensor rows) => rows.Squared().sum(1, keepdim: true).AtLeast(Least).sqrt();
}

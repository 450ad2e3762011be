using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// SPECTRA (ICML 2026): the singular values s of a matrix' update, in units of the learning rate, become s / sqrt(1 + s² / c²) with c = 10.
/// By the decomposition itself here, where the paper takes ten steps of Newton and Schulz.
/// </summary>
internal sealed class Spectra : AroundStep
{
    private const double Ceiling = 10;

    public override void After(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> before, double rate)
    {
        if (!(rate > 0))
            return;
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].dim() != 2)
                continue;
            var update = before[i].sub(parameters[i]).Over(rate);
            if (NonFinite.IsIn(update))
                continue; // it has no singular values
            var (u, s, vh) = linalg.svd(update, fullMatrices: false);
            var soft = s.div(s.Over(Ceiling).Squared().Plus(1).sqrt());
            parameters[i].copy_(before[i].sub(u.mul(soft.unsqueeze(0)).matmul(vh).Times(rate)));
        }
    }
}

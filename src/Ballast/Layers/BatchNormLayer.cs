using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Each value, or each channel, to mean 0 and variance 1 over the batch, then a learned scale and shift (Ioffe, Szegedy 2015,
/// arXiv:1502.03167).
/// </summary>
internal sealed class BatchNormLayer(ILayerSettings it) : Layer(it)
{
    public override Module<Tensor, Tensor> Build(LayerInput input) =>
        input.Shape switch
        {
            [var values] => BatchNorms.Over1d(values),
            [var channels, _] => BatchNorms.Over1d(channels),
            [var channels, _, _] => BatchNorms.Over2d(channels),
            _ => throw Misfit(
                input,
                "it needs [values], [channels, length] or [channels, rows, columns].",
                "Put { type: flatten } before it."
            ),
        };
}

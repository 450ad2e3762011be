using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Each sample to mean 0 and variance 1, then a learned scale and shift (Ba et al. 2016, arXiv:1607.06450): over the last dimension, so
/// step by step in a sequence, and over all of an image.
/// </summary>
internal sealed class LayerNormLayer(ILayerSettings it) : Layer(it)
{
    public override Module<Tensor, Tensor> Build(LayerInput input) =>
        input.Shape.Length switch
        {
            0 => throw Misfit(input, "it needs at least one dimension.", "Remove the layer before it that takes it away."),
            1 or 2 => LayerNorm(input.Shape[^1]),
            _ => LayerNorm(input.Shape),
        };
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Groups of channels of each sample to mean 0 and variance 1, then a learned scale and shift (Wu, He 2018, arXiv:1803.08494).
/// </summary>
internal sealed class GroupNormLayer(ILayerSettings it) : Layer(it)
{
    private readonly long _groups = it.Whole("groups", 1, 65536, 1);

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        if (input.Shape is not [var channels, ..])
            throw Misfit(input, "it needs [channels, ...].", "Remove the layer before it that takes them away.");
        return channels % _groups == 0
            ? GroupNorms.Create(_groups, channels)
            : throw Misfit(
                input,
                $"{channels} channels cannot be cut into {_groups} groups.",
                "Choose a number of groups that divides them."
            );
    }
}

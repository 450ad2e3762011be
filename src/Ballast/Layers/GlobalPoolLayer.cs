using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>[channels, ...] to [channels]: the largest or the mean value of each channel.</summary>
internal sealed class GlobalPoolLayer(ILayerSettings it, bool max) : Layer(it)
{
    public override Module<Tensor, Tensor> Build(LayerInput input) =>
        input.Shape.Length is 2 or 3
            ? new Pointwise("GlobalPool", max ? x => x.flatten(2).amax([2L]) : x => x.flatten(2).mean([2L]))
            : throw Misfit(input, "it needs [channels, length] or [channels, rows, columns].", "Put it before any flatten.");
}

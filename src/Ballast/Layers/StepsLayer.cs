using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>[steps, width] to [width]: the mean over the steps, or the last; over the real ones where some are padding.</summary>
internal sealed class StepsLayer(ILayerSettings it) : Layer(it)
{
    private readonly bool _mean = it.Choice("take", ["mean", "last"]) == "mean";

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        Sequence(input);
        return new TakeSteps(_mean, input.Real);
    }
}

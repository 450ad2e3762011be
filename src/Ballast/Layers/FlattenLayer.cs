using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Any shape to [values].</summary>
internal sealed class FlattenLayer(ILayerSettings it) : Layer(it)
{
    public override Module<Tensor, Tensor> Build(LayerInput input) => Flatten();
}

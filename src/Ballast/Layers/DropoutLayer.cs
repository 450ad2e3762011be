using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Zeroes a share of the values while training and scales up the rest (Srivastava et al. 2014). Its masks come from libtorch's global generator.</summary>
internal sealed class DropoutLayer(ILayerSettings it) : Layer(it)
{
    private readonly double _p = it.Number("p", 0, 0.999, 0.5);

    public override Module<Tensor, Tensor> Build(LayerInput input) => Dropout(_p);
}

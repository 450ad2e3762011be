using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// [steps, width] to [width, steps] and back: what convolutions and poolings over steps take, and what recurrent layers and attention take.
/// </summary>
internal sealed class TransposeLayer(ILayerSettings it) : Layer(it)
{
    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        Sequence(input);
        return new Pointwise("Transpose", x => x.transpose(1, 2));
    }
}

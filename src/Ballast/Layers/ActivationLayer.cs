using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>One of <see cref="Activations.Names"/>; <c>leaky-relu</c> has a slope.</summary>
internal sealed class ActivationLayer(ILayerSettings it) : Layer(it)
{
    private readonly double? _slope = it.Type == "leaky-relu" ? it.Number("slope", 0, 1, 0.01) : null;

    public override Module<Tensor, Tensor> Build(LayerInput input) =>
        _slope is { } slope ? Activations.LeakyRelu(slope) : Activations.Create(Type);
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>A linear layer with dropout on its weights.</summary>
internal sealed class DropConnectLayer(ILayerSettings it) : Layer(it)
{
    private readonly LinearLayer _linear = new(it);
    private readonly DropSettings _settings = new(it, 0.5);

    public override Module<Tensor, Tensor> Build(LayerInput input) =>
        Dropouts.Connect(_linear.Build(input), _settings.Rate, _settings.Seed);
}

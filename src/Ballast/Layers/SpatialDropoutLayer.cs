using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Drops whole channels of [channels, ...].</summary>
internal sealed class SpatialDropoutLayer(ILayerSettings it) : Layer(it)
{
    private readonly DropSettings _settings = new(it, 0.5);

    public override Module<Tensor, Tensor> Build(LayerInput input) =>
        input.Shape.Length >= 2
            ? Dropouts.Spatial(_settings.Rate, _settings.Seed)
            : throw Misfit(input, "it drops whole channels of [channels, ...].", "Use dropout here, or put it before any flatten.");
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Drops squares of [channels, rows, columns].</summary>
internal sealed class DropBlockLayer(ILayerSettings it) : Layer(it)
{
    private readonly DropSettings _settings = new(it, 0.1);
    private readonly long _size = it.Whole("size", 1, 1024, 7);
    private readonly bool _shared = it.Flag("shared", false);

    public override Module<Tensor, Tensor> Build(LayerInput input) =>
        input.Shape.Length == 3
            ? Dropouts.Block(_settings.Rate, (int)_size, _shared, _settings.Seed)
            : throw Misfit(
                input,
                "it drops squares of images [channels, rows, columns].",
                "Use dropout here, or put it before any flatten."
            );
}

using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Layers one after the other, each registered by name. Unlike TorchSharp's Sequential it does not dispose what lies between two layers:
/// <see cref="InputAffine"/> may hand on the caller's own tensor, and hooks may keep an activation.
/// </summary>
internal sealed class LayerStack : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor>[] _layers;

    public LayerStack(string name, IReadOnlyList<(string Name, Module<Tensor, Tensor> Part)> layers)
        : base(name)
    {
        _layers = [.. layers.Select(pair => pair.Part)];
        foreach (var (layerName, layer) in layers)
            register_module(layerName, layer);
        // all of it outlives the scope it is built in: TorchSharp sees to that for most modules, but the weight of an Embedding would be
        // disposed of with the scope, and then silently be no parameter any more
        foreach (var tensor in parameters().Concat(buffers()))
            tensor.DetachFromDisposeScope();
    }

    public override Tensor forward(Tensor x)
    {
        using var kept = new KeptTensors(x);
        foreach (var layer in _layers)
            x = layer.call(x);
        return x;
    }
}

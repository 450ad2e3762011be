using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>W x + b over the last dimension.</summary>
internal sealed class LinearLayer(ILayerSettings it) : Layer(it)
{
    private readonly LayerSize _out = it.Size("out");
    private readonly bool _bias = it.Flag("bias", true);
    private readonly string _reparam = it.Choice("reparam", ["none", .. Reparametrizations.Names]);
    private readonly Initialization? _init = it.Init("init");

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        if (input.Shape.Length == 0)
            throw Misfit(input, "it needs at least one dimension.", "Remove the layer before it that takes it away.");
        var (from, to) = (input.Shape[^1], _out.Of(input.Task));
        CheckRoom(input, (double)from * to, input.Shape.SkipLast(1).Aggregate((double)to, (product, size) => product * size));
        return Reparametrized(Filled(Linear(from, to, _bias), _init, input), _reparam);
    }
}

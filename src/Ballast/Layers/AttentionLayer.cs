using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Self-attention in several heads over [steps, width]. Put it into a residual layer, with a layer-norm before it (pre) or after the
/// residual (post).
/// </summary>
internal sealed class AttentionLayer(ILayerSettings it) : Layer(it)
{
    private readonly long _heads = it.Whole("heads", 1, 1024, 4);
    private readonly bool _causal = it.Flag("causal", false);
    private readonly bool _normalises = it.Flag("qk-norm", false);
    private readonly double _cap = it.Number("soft-cap", 0, 1e6, 0);
    private readonly Initialization? _init = it.Init("init");

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        var (steps, width) = Sequence(input);
        if (width % _heads != 0)
            throw Misfit(
                input,
                $"a width of {width} cannot be cut into {_heads} heads.",
                "Choose a number of heads that divides the width."
            );
        CheckRoom(input, 4 * (double)width * width, (3 * (double)_heads * steps * steps) + (4 * (double)steps * width));
        var attention = new SelfAttention(width, _heads, _causal, input.Real, new(_normalises, _cap > 0 ? _cap : null));
        return Filled(attention, _init, input, suited: Initializations.LeCun());
    }
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Finds where the outputs of a layer go, in modules that run one after the other: the columns of the next weights, and the norm
/// between. Whatever else stands between two layers, a residual sum for instance, ends the chain: its neurons are tied to others.
/// </summary>
internal static class NeuronLinks
{
    // one output channel stays one: elementwise, over space, or flattened with its channel first
    private static readonly HashSet<string> s_transparent =
    [
        nameof(ReLU),
        nameof(ReLU6),
        nameof(LeakyReLU),
        nameof(ELU),
        nameof(CELU),
        nameof(SELU),
        nameof(GELU),
        nameof(SiLU),
        nameof(Mish),
        nameof(Tanh),
        nameof(Sigmoid),
        nameof(Softplus),
        nameof(Softsign),
        nameof(Hardtanh),
        nameof(Hardswish),
        nameof(Hardsigmoid),
        nameof(Identity),
        nameof(Dropout),
        nameof(Dropout2d),
        nameof(AlphaDropout),
        nameof(Flatten),
        nameof(MaxPool1d),
        nameof(MaxPool2d),
        nameof(AvgPool1d),
        nameof(AvgPool2d),
        nameof(AdaptiveAvgPool2d),
    ];

    /// <summary>Links the layers that run one after the other in a module, if it is such a module.</summary>
    /// <param name="module">Any module.</param>
    /// <param name="layerOf">Layers by module; the norms that belong to one are added.</param>
    /// <param name="index">Places of parameters in the table.</param>
    public static void Link(nn.Module module, Dictionary<nn.Module, NeuronLayer> layerOf, Dictionary<nint, int> index)
    {
        if (!IsChain(module))
            return;
        NeuronLayer? from = null;
        foreach (var next in Flat(module))
        {
            if (next is Linear or Convolution)
            {
                var weight = next.get_parameter("weight");
                if (
                    from is { Columns.Count: 0 }
                    && weight is not null
                    && weight.shape[1] % from.Count == 0
                    && next is Linear or Convolution { groups: 1, transposed: false }
                    && index.TryGetValue(weight.Handle, out var place)
                )
                    from.Columns.Add(new(place, weight.shape[1] / from.Count));
                from = layerOf.GetValueOrDefault(next);
            }
            else if (next.get_parameter("weight") is { ndim: 1 } scale && next is BatchNorm or LayerNorm or GroupNorm or InstanceNorm)
            {
                if (from is not null && scale.shape[0] == from.Count)
                    layerOf.TryAdd(next, from);
                else
                    from = null;
            }
            else if (!s_transparent.Contains(next is Pointwise ? next.GetName() : next.GetType().Name))
            {
                from = null;
            }
        }
    }

    private static bool IsChain(nn.Module module) => module is Sequential or LayerStack;

    private static IEnumerable<nn.Module> Flat(nn.Module chain) =>
        chain.children().SelectMany(child => IsChain(child) ? Flat(child) : [child]);
}

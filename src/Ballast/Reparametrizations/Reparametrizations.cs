using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Layers that compute with a function of their weight. Each takes the parameters of a Linear, Conv1d or Conv2d over, already initialised;
/// use it in the layer's place.
/// </summary>
public static class Reparametrizations
{
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>, Reparametrized>> ByName = new()
    {
        ["spectral-norm"] = SpectralNorm,
        ["sigma-reparam"] = SigmaReparam,
        ["weight-standardization"] = WeightStandardization,
    };

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Looks a reparametrisation up by name.</summary>
    /// <exception cref="ArgumentException">There is no such name (the nearest one is suggested), or it is another kind of
    /// layer.</exception>
    public static Reparametrized Create(string name, nn.Module<Tensor, Tensor> layer) =>
        ByName.TryGetValue(name, out var create) ? create(layer) : throw Suggestion.Unknown("reparametrisation", name, Names, nameof(name));

    /// <summary>W / its largest singular value (Miyato et al. 2018).</summary>
    /// <param name="layer">The layer, already initialised; not to be used any more.</param>
    /// <exception cref="ArgumentException">It is another kind of layer.</exception>
    public static Reparametrized SpectralNorm(nn.Module<Tensor, Tensor> layer) => new SpectralNormalization(layer);

    /// <summary>A trained number times W / its largest singular value; starts as the layer was (Zhai et al. 2023).</summary>
    /// <param name="layer">The layer, already initialised; not to be used any more.</param>
    /// <exception cref="ArgumentException">It is another kind of layer.</exception>
    public static Reparametrized SigmaReparam(nn.Module<Tensor, Tensor> layer) => new SigmaReparametrization(layer);

    /// <summary>Rows of mean 0 and trained norm; starts as the layer was, but for the means (Qiao et al. 2019).</summary>
    /// <param name="layer">The layer, already initialised; not to be used any more.</param>
    /// <exception cref="ArgumentException">It is another kind of layer.</exception>
    public static Reparametrized WeightStandardization(nn.Module<Tensor, Tensor> layer) => new WeightStandardization(layer);

    /// <summary>The weights that the reparametrised layers of a model compute with: for tools that know plain layers only.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Name of each such weight and the weight in use, on the CPU and of the caller.</returns>
    public static IReadOnlyDictionary<string, Tensor> Effective(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var off = no_grad();
        Dictionary<string, Tensor> weights = [];
        foreach (var (name, module) in model.named_modules().Prepend((name: "", module: model)))
            if (module is Reparametrized it)
            {
                using var effective = it.Effective();
                weights[name.Length == 0 ? "weight" : $"{name}.weight"] = effective.cpu().DetachFromDisposeScope();
            }

        return weights;
    }
}

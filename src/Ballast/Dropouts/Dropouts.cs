using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The dropout family. Each is random while training only, has a seed of its own, and keeps the expected value of what passes. Rates are at
/// least 0 and below 1, NaN is refused; a rate may be a plain number or a <see cref="DropRate"/> that changes over time. At a rate of 0
/// nothing is drawn.
/// </summary>
public static class Dropouts
{
    /// <summary>Zeroes single values: any shape.</summary>
    /// <param name="p">The share that is zeroed. Default 0.5.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static StochasticModule Dropout(DropRate? p = null, long? seed = null) => new Dropout(p ?? 0.5, seed);

    /// <summary>Zeroes whole channels of [n, channels, ...], in one, two or three dimensions (Tompson et al. 2015).</summary>
    /// <param name="p">The share that is zeroed. Default 0.5.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static StochasticModule Spatial(DropRate? p = null, long? seed = null) => new SpatialDropout(p ?? 0.5, seed);

    /// <summary>For networks of SELU: keeps mean 0 and variance 1. Any shape (Klambauer et al. 2017).</summary>
    /// <param name="p">The share that is dropped. Default 0.5.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static StochasticModule Alpha(DropRate? p = null, long? seed = null) => new AlphaDropout(p ?? 0.5, seed);

    /// <summary>
    /// Multiplies by normal noise of the variance that dropout would have, p / (1 - p). Any shape (Srivastava et al. 2014).
    /// </summary>
    /// <param name="p">Says the variance. Default 0.5.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static StochasticModule Gaussian(DropRate? p = null, long? seed = null) => new GaussianDropout(p ?? 0.5, seed);

    /// <summary>Zeroes squares of [n, channels, rows, columns] (Ghiasi et al. 2018).</summary>
    /// <param name="p">About the share that is zeroed; less where squares overlap. Default 0.1.</param>
    /// <param name="size">Side of a square, at least 1. Default 7.</param>
    /// <param name="shared">Whether all channels of a sample lose the same squares. Default false.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static StochasticModule Block(DropRate? p = null, int size = 7, bool shared = false, long? seed = null) =>
        new DropBlock(p ?? 0.1, size, shared, seed);

    /// <summary>Drops a branch sample by sample, [n, ...]: stochastic depth (Huang et al. 2016). It stands last in the branch.</summary>
    /// <param name="p">The share of samples that skip the branch. Default 0.1.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static StochasticModule Path(DropRate? p = null, long? seed = null) => new DropPath(p ?? 0.1, seed);

    /// <summary>
    /// Zeroes weights of a Linear, Conv1d or Conv2d, whose parameters it takes over; use it in the layer's place (Wan et al. 2013).
    /// </summary>
    /// <param name="layer">The layer, already initialised; not to be used any more.</param>
    /// <param name="p">The share that is zeroed. Default 0.5.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    /// <exception cref="ArgumentException">It is another kind of layer.</exception>
    public static StochasticModule Connect(nn.Module<Tensor, Tensor> layer, DropRate? p = null, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return new DropConnect(layer, p ?? 0.5, seed);
    }

    /// <summary>One mask a sequence on the state that the recurrent weights see (Gal, Ghahramani 2016).</summary>
    /// <param name="p">The share that is zeroed. Default 0.2.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static CellDropout Variational(DropRate? p = null, long? seed = null) => new VariationalDropout(p ?? 0.2, seed);

    /// <summary>Zeroes what a gate lets into the state, anew at each step (Semeniuta et al. 2016).</summary>
    /// <param name="p">The share that is zeroed. Default 0.2.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static CellDropout Recurrent(DropRate? p = null, long? seed = null) => new RecurrentDropout(p ?? 0.2, seed);

    /// <summary>Units keep their value of the step before (Krueger et al. 2017).</summary>
    /// <param name="p">The share that is kept. Default 0.1.</param>
    /// <param name="seed">At least 0; null where <see cref="Seed"/> gives one.</param>
    public static CellDropout Zoneout(DropRate? p = null, long? seed = null) => new Zoneout(p ?? 0.1, seed);

    /// <summary>
    /// Rates that rise in a straight line from 0 in the first block to p in the last, as stochastic depth wants them; a single block has p.
    /// </summary>
    /// <param name="p">Of the last block.</param>
    /// <param name="blocks">How many; at least 1.</param>
    public static IReadOnlyList<DropRate> LinearDepth(DropRate p, int blocks) =>
        [.. Enumerable.Range(0, Require.AtLeast(blocks, 1, nameof(blocks))).Select(i => p.Times(blocks == 1 ? 1 : i / (blocks - 1.0)))];

    /// <summary>
    /// Gives every module of the family that has no seed one of its own, which follows from this one and from its position. The zoo and
    /// configs do it by themselves.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The seed is below 0.</exception>
    public static void Seed(nn.Module model, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.AtLeast(seed, 0L, nameof(seed));
        foreach (var (i, module) in Of(model).Index())
            if (module.Seed is null)
                module.Reseed(SplitMix.Seed(seed, i));
    }

    /// <summary>Whether a model is random while training: it has modules of the family, or dropouts of TorchSharp's.</summary>
    public static bool IsRandom(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Random(model).Length > 0;
    }

    /// <summary>All modules of a model that drop something, TorchSharp's own as well.</summary>
    internal static nn.Module[] Random(nn.Module model) =>
        [
            .. model
                .modules()
                .Prepend(model)
                .Distinct()
                .Where(module =>
                    module
                        is StochasticModule
                            or TorchSharp.Modules.Dropout
                            or Dropout1d
                            or Dropout2d
                            or Dropout3d
                            or TorchSharp.Modules.AlphaDropout
                            or FeatureAlphaDropout
                ),
        ];

    /// <summary>All of a model, each once, in the order of registration.</summary>
    internal static StochasticModule[] Of(nn.Module model) => [.. model.modules().Prepend(model).OfType<StochasticModule>().Distinct()];
}

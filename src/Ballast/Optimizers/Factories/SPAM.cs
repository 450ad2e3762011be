using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>
    /// SPAM, spike-aware Adam with momentum reset (Huang et al. 2025). Single values that spike are cut back before they enter
    /// the moments; now and then the moments start afresh, their bias corrections too.
    /// </summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Decay of the mean, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean square, in [0, 1).</param>
    /// <param name="eps">Added to the root, at least 0.</param>
    /// <param name="weight_decay">Share of the weight taken away per step, times the learning rate.</param>
    /// <param name="threshold">A spike is a value whose square is above this many times its running mean square, from 20 steps after a
    /// reset on.</param>
    /// <param name="interval">Steps between resets of the moments; 0 for none.</param>
    /// <param name="warmup">Steps over which the learning rate climbs back after a reset, from a hundredth, along a cosine.</param>
    /// <exception cref="ArgumentException">A value is outside its range; NaN always is.</exception>
    public static FusedOptimizer SPAM(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-6,
        double weight_decay = 0,
        double threshold = 5000,
        long interval = 500,
        long warmup = 150
    ) => SPAM(One(parameters), lr, beta1, beta2, eps, weight_decay, threshold, interval, warmup);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer SPAM(
        IEnumerable<ParamGroup> groups,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-6,
        double weight_decay = 0,
        double threshold = 5000,
        long interval = 500,
        long warmup = 150
    ) =>
        FusedOptimizer.Of<SpamRule<float>, SpamRule<double>>(
            "SPAM",
            groups,
            lr,
            [
                new("beta1", beta1, Below: 1),
                new("beta2", beta2, Below: 1),
                new("eps", eps),
                new("weight_decay", weight_decay),
                new("threshold", threshold),
                new("interval", interval),
                new("warmup", warmup),
            ],
            ignoresGradientScale: true
        );
}

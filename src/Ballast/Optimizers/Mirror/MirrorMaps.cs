namespace Ballast;

/// <summary>
/// The potentials of the library, for <c>Optimizers.MirrorDescent</c>.
/// </summary>
public static class MirrorMaps
{
    /// <summary>psi = u^2 / 2: gradient descent, with this optimizer's dual clip and Polyak step.</summary>
    /// <param name="scale">Reference scale; null: each tensor's root mean square. Matters to the dual clip only.</param>
    public static MirrorMap Euclidean(double? scale = null) =>
        MirrorMap.Of<EuclideanMap<float>, EuclideanMap<double>>("euclidean", 0, scale);

    /// <summary>q-norm, also called p-GD: q near 1 prefers few large weights, q above 2 many of equal size.</summary>
    /// <param name="q">Above 1, at most 20; 2 is gradient descent.</param>
    /// <param name="scale">Reference scale; null: each tensor's root mean square.</param>
    public static MirrorMap QNorm(double q, double? scale = null) =>
        q is > 1 and <= 20
            ? MirrorMap.Of<QNormMap<float>, QNormMap<double>>("q-norm", q, scale)
            : throw new ArgumentOutOfRangeException(
                nameof(q),
                q,
                $"q is {q} but must be above 1 and at most 20: 1.1 stands for 1, 10 for infinity."
            );

    /// <summary>
    /// Hypentropy: gradient descent where beta is large, exponentiated gradient with two signs (EG+-) where it is small. EG+-
    /// without normalisation and with p n = (beta s / 2)^2 is the same thing, so there is no map of its own for it.
    /// </summary>
    /// <param name="beta">From 1e-6 to 1e6, in units of the reference scale.</param>
    /// <param name="scale">Reference scale; null: each tensor's root mean square.</param>
    public static MirrorMap Hypentropy(double beta = 1, double? scale = null) =>
        beta is >= 1e-6 and <= 1e6
            ? MirrorMap.Of<HypentropyMap<float>, HypentropyMap<double>>("hypentropy", beta, scale)
            : throw new ArgumentOutOfRangeException(nameof(beta), beta, $"beta is {beta} but must be from 1e-6 to 1e6.");

    /// <summary>Negative entropy: exponentiated gradient for positive weights, on the simplex if rows are to keep a sum of 1.</summary>
    /// <param name="simplex">Every row (last dimension) sums to 1 and is brought back to it after each step.</param>
    /// <param name="scale">Reference scale. Default 1: the textbook step w exp(-lr g). Null: each tensor's root mean square.</param>
    public static MirrorMap NegativeEntropy(bool simplex = true, double? scale = 1) =>
        MirrorMap.Create<NegativeEntropyMap<float>, NegativeEntropyMap<double>>("negative-entropy", 0, scale, positive: true, simplex);
}

namespace Ballast;

/// <summary>Every gradient transform of the library, one line each; put them into <see cref="GuardOptions.Transforms"/>.</summary>
public static class Transforms
{
    /// <summary>Clamps every value of every gradient. See <see cref="Ballast.ClipValue"/>.</summary>
    /// <param name="max">The largest magnitude of one value, above 0.</param>
    public static IGradientTransform ClipValue(double max = 1) => new ClipValue(max);

    /// <summary>
    /// Limits each unit's gradient to a share of the norm of its weights (adaptive gradient clipping, Brock et al. 2021). See
    /// <see cref="AdaptiveGradientClip"/>.
    /// </summary>
    /// <param name="ratio">Largest norm of a unit's gradient relative to its weights, above 0.</param>
    /// <param name="floor">The norm that weights are taken to have at least, above 0.</param>
    /// <param name="sparesOutput">Whether the output layer is left alone, as its authors advise.</param>
    public static IGradientTransform Agc(double ratio = 0.01, double floor = 1e-3, bool sparesOutput = true) =>
        new AdaptiveGradientClip(ratio, floor, sparesOutput);

    /// <summary>
    /// Clamps single values that stand out from their own running mean square (SPAM's clip, Huang et al. 2025). See
    /// <see cref="ClipSpikeValues"/>.
    /// </summary>
    /// <param name="threshold">How many times the mean square a square may be, above 1.</param>
    /// <param name="memory">Decay of the mean square, in [0, 1).</param>
    /// <param name="after">Steps to learn from before it acts, at least 1.</param>
    public static IGradientTransform ClipSpikeValues(double threshold = 50, double memory = 0.999, int after = 20) =>
        new ClipSpikeValues(threshold, memory, after);

    /// <summary>
    /// Takes the mean over its inputs from each unit's gradient (Yong et al. 2020). See <see cref="Ballast.Centralize"/>.
    /// </summary>
    public static IGradientTransform Centralize() => new Centralize();

    /// <summary>Makes the norm of each parameter's gradient a fixed number. See <see cref="Ballast.Normalize"/>.</summary>
    /// <param name="norm">The norm afterwards, above 0.</param>
    public static IGradientTransform Normalize(double norm = 1) => new Normalize(norm);

    /// <summary>Adds normal noise that fades (Neelakantan et al. 2015). See <see cref="Ballast.Noise"/>.</summary>
    /// <param name="variance">Variance in the first step, above 0.</param>
    /// <param name="decay">Power of the step number that it falls by, in [0, 1].</param>
    /// <param name="seed">At least 0: the same seed gives the same noise in the same step.</param>
    public static IGradientTransform Noise(double variance = 0.01, double decay = 0.55, long seed = 0) => new Noise(variance, decay, seed);

    /// <summary>
    /// Makes the norm of each matrix' gradient a share of the norm of its weights (LARS, You et al. 2017). See
    /// <see cref="Ballast.TrustRatio"/>.
    /// </summary>
    /// <param name="coefficient">Norm of the gradient relative to the weights, above 0.</param>
    public static IGradientTransform TrustRatio(double coefficient = 1e-3) => new TrustRatio(coefficient);
}

namespace Ballast;

/// <summary>Every rule of the library, one line each. The finite floor needs no rule: it is always there.</summary>
public static class Rules
{
    /// <summary>Rescales to a largest global gradient norm (Pascanu et al. 2013). See <see cref="ClipNormRule"/>.</summary>
    /// <param name="max">The largest norm, above 0.</param>
    public static IGuardRule ClipNorm(double max = 1) => new ClipNormRule(max);

    /// <summary>Rescales every gradient above a norm to it, each parameter by itself. See <see cref="ClipEachRule"/>.</summary>
    /// <param name="max">The largest norm of one parameter's gradient, above 0.</param>
    public static IGuardRule ClipEach(double max = 1) => new ClipEachRule(max);

    /// <summary>
    /// Rescales any one tensor whose gradient norm jumps above its own running geometric mean to that mean. See
    /// <see cref="ClipSpikesRule"/>.
    /// </summary>
    /// <param name="factor">How many times the running mean is borne, above 1.</param>
    /// <param name="memory">Decay of the running mean, in [0, 1).</param>
    /// <param name="after">Steps to learn from before the rule acts, at least 1.</param>
    public static IGuardRule ClipSpikes(
        double factor = RuleConstants.SpikeFactor,
        double memory = RuleConstants.SpikeMemory,
        int after = RuleConstants.SpikeAfter
    ) => new ClipSpikesRule(factor, memory, after);

    /// <summary>
    /// Rescales to a quantile of the global gradient norms before (Seetharaman et al. 2020). See <see cref="AutoClipRule"/>.
    /// </summary>
    /// <param name="quantile">Which quantile, above 0 and below 1.</param>
    /// <param name="memory">How many norms are remembered, at least 2.</param>
    public static IGuardRule AutoClip(double quantile = 0.1, int memory = 1000) => new AutoClipRule(quantile, memory);

    /// <summary>
    /// Rescales a global gradient norm that is an outlier by its z-score, the farther out the more (Kumar et al. 2025). See
    /// <see cref="ZClipRule"/>.
    /// </summary>
    /// <param name="threshold">Standard deviations that are borne, above 0.</param>
    /// <param name="memory">Decay of mean and variance, in [0, 1).</param>
    /// <param name="after">Steps to learn from before the rule acts, at least 2.</param>
    public static IGuardRule ZClip(double threshold = 2.5, double memory = 0.97, int after = 25) => new ZClipRule(threshold, memory, after);

    /// <summary>
    /// Rescales any one tensor whose gradient norm is above a multiple of its own running mean to that (Wang et al. 2025). See
    /// <see cref="AdaGCRule"/>.
    /// </summary>
    /// <param name="factor">How many times the mean is borne, above 1.</param>
    /// <param name="memory">Decay of the mean, in [0, 1).</param>
    /// <param name="after">First steps, with a global limit, at least 1.</param>
    /// <param name="max">Largest global norm in the first steps, above 0.</param>
    public static IGuardRule AdaGC(double factor = 1.05, double memory = 0.98, int after = 100, double max = 1) =>
        new AdaGCRule(factor, memory, after, max);

    /// <summary>Refuses a step whose loss is far above the last ones, a few in a row at most. See <see cref="LossSpikeRule"/>.</summary>
    /// <param name="threshold">Standard deviations that are borne, above 0.</param>
    /// <param name="memory">How many losses are remembered, at least 4.</param>
    /// <param name="after">Steps to learn from before the rule acts, at least 4; no more than are remembered.</param>
    /// <param name="most">Steps in a row that are refused, at least 1.</param>
    public static IGuardRule LossSpike(double threshold = 6, int memory = 64, int after = 16, int most = 2) =>
        new LossSpikeRule(threshold, memory, after, most);

    /// <summary>Answers more severely after too many refusals in a row. See <see cref="EscalateRule"/>.</summary>
    /// <param name="after">Refusals in a row that are borne, at least 0.</param>
    /// <param name="to">What follows: rollback or halt.</param>
    public static IGuardRule Escalate(int after = RuleConstants.RefusalsBorne, VerdictKind to = VerdictKind.Halt) =>
        new EscalateRule(after, to);

    /// <summary>A rule from a lambda, without state.</summary>
    public static IGuardRule When(string name, Func<GradientReading, Verdict> judge) => new WhenRule(name, judge);

    /// <summary>
    /// Limits each parameter's change relative to its weights, annealed where the horizon is known. See <see cref="UpdateCapRule"/>.
    /// </summary>
    /// <param name="ratio">Largest change relative to the weights, above 0.</param>
    public static ICapRule UpdateCap(double ratio = RuleConstants.UpdateRatio) => new UpdateCapRule(ratio);
}

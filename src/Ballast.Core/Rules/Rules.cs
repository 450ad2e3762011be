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

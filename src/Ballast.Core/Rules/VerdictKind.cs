namespace Ballast;

/// <summary>What happens to a step, mildest first. The more severe wins wherever two meet.</summary>
public enum VerdictKind
{
    /// <summary>The optimizer steps with the gradients as they are.</summary>
    Proceed,

    /// <summary>The optimizer steps with gradients multiplied by a scale below 1, for all parameters or per parameter.</summary>
    Rescale,

    /// <summary>The optimizer is not called: weights, moments and step counters stay.</summary>
    Skip,

    /// <summary>An earlier state is restored.</summary>
    Rollback,

    /// <summary>Training ends with <see cref="TrainingHaltedException"/>.</summary>
    Halt,
}

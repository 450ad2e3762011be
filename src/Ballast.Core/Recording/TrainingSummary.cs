namespace Ballast;

/// <summary>How a training ended.</summary>
/// <param name="Status">Whether it ended as it was to.</param>
/// <param name="Reason">Why it was halted; empty otherwise.</param>
/// <param name="TestLoss">Mean test loss of the final weights, NaN included.</param>
/// <param name="TestAccuracy">Test accuracy of the final weights, in [0, 1]; NaN if the loss counts none.</param>
/// <param name="Steps">Steps that were spent, refused ones included.</param>
/// <param name="Clipped">Steps whose gradients were rescaled.</param>
/// <param name="Capped">Steps in which at least one parameter's change was capped.</param>
/// <param name="Skipped">Steps that were refused.</param>
/// <param name="RolledBack">Steps that restored an earlier state.</param>
/// <param name="NonFiniteLosses">Steps whose loss was NaN or infinite.</param>
/// <param name="Elapsed">Wall time of the training, evaluations included.</param>
public sealed record TrainingSummary(
    TrainingStatus Status,
    string Reason,
    double TestLoss,
    double TestAccuracy,
    long Steps,
    long Clipped,
    long Capped,
    long Skipped,
    long RolledBack,
    long NonFiniteLosses,
    TimeSpan Elapsed
)
{
    /// <summary>The metrics of the final weights. Default: none.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <summary>The final weights beside the trivial predictor of the same data; null where there is none to compare with.</summary>
    public TrivialComparison? Trivial { get; init; }

    /// <summary>
    /// What the guard noticed on the way, with the step in front of it (<see cref="StepRecord.Notices"/>). Default: nothing.
    /// </summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What no checkpoint holds although it should, and why, as a sentence; empty if all is saved, or nothing was to be.</summary>
    public string Unsaved { get; init; } = "";
}

namespace Ballast.Lab;

/// <summary>How one training went, before anybody judges it.</summary>
/// <param name="Trial">What was trained, as it is now.</param>
/// <param name="Run">The policy's part in it, not yet disposed of.</param>
internal sealed record TrialCourse(Trial Trial, PolicyRun Run)
{
    /// <summary>Loss of every batch.</summary>
    public List<double> Losses { get; } = [];

    /// <summary>Norm of every step's gradient, before anything was changed.</summary>
    public List<double> GradientNorms { get; } = [];

    /// <summary>Time of every step: forward, backward, and what the policy does.</summary>
    public List<TimeSpan> StepTimes { get; } = [];

    /// <summary>Clean losses, where <see cref="PassCriterion.EvaluatesAfter"/> asks for them.</summary>
    public List<double> CleanLosses { get; } = [];

    /// <summary>Steps after which the policy itself ended the training; null if it did not.</summary>
    public int? HaltedAt { get; set; }

    /// <summary>Time of all of it.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>True if every weight is finite.</summary>
    public bool WeightsFinite => Trial.Model.parameters().All(p => p.isfinite().all().item<bool>());
}

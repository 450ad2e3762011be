namespace Ballast.Lab;

/// <summary>What came of one change.</summary>
/// <param name="Name">The change.</param>
/// <param name="Cause">What it is the remedy of; null for the training as it is.</param>
/// <param name="Score">How good the training was in the end; negative infinity where it was not finite.</param>
public sealed record ExperimentRow(string Name, Cause? Cause, double Score)
{
    /// <summary>True if more than half of the best improvement came of it.</summary>
    public bool Heals { get; init; }
}

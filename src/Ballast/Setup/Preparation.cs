namespace Ballast;

/// <summary>What <see cref="StepGuard.Prepare"/> found and did.</summary>
/// <param name="Trouble">What was wrong with the network before its first step, in words; empty if nothing was.</param>
/// <param name="Done">What was changed, in words, in order; empty if nothing was.</param>
public sealed record Preparation(string Trouble, IReadOnlyList<string> Done)
{
    /// <summary>True if there was nothing to repair.</summary>
    public bool Healthy => Trouble.Length == 0 && Done.Count == 0;
}

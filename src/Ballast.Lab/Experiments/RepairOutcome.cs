namespace Ballast.Lab;

/// <summary>What a search for a repair came to.</summary>
/// <param name="Treatment">What won; null if nothing has a place.</param>
/// <param name="Score">How good the repaired training is at its end.</param>
/// <param name="Steps">Steps of all trials together, the whole training of the winner included.</param>
/// <param name="Seconds">Their time.</param>
/// <param name="Tried">Every candidate with its last score.</param>
public sealed record RepairOutcome(
    Treatment? Treatment,
    double Score,
    int Steps,
    double Seconds,
    IReadOnlyList<(string Name, double Score)> Tried
);

namespace Ballast.Lab;

/// <summary>What a search for a repair came to.</summary>
/// <param name="Treatment">What won; empty if nothing has a place.</param>
/// <param name="Config">The same as overrides of a config.</param>
/// <param name="Score">How good the repaired training is at its end.</param>
/// <param name="Steps">Steps of all trials together, the whole training of the winner included.</param>
/// <param name="Seconds">Their time.</param>
/// <param name="Tried">Every candidate with its last score.</param>
public sealed record RepairOutcome(
    string Treatment,
    IReadOnlyList<string> Config,
    double Score,
    int Steps,
    double Seconds,
    IReadOnlyList<(string Name, double Score)> Tried
);

namespace Ballast.Lab;

/// <summary>Something to try.</summary>
/// <param name="Treatment">What.</param>
/// <param name="Confidence">How sure it is that it is that, before it was tried.</param>
public readonly record struct RepairCandidate(Treatment Treatment, double Confidence);

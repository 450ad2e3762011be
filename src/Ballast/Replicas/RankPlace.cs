namespace Ballast;

/// <summary>Where a training stands, as every rank has to know before its next step.</summary>
/// <param name="Step">Which step comes next.</param>
/// <param name="Undone">How many were gone back over.</param>
/// <param name="Rate">What the learning rate is multiplied by.</param>
internal readonly record struct RankPlace(long Step, long Undone, double Rate);

namespace Ballast;

/// <summary>
/// What stands behind a layer that makes outputs in units of their own: each column is multiplied by its <paramref name="Unit"/>, a power
/// of two, and its gradient by <paramref name="Weight"/> as well.
/// </summary>
internal sealed record OutputScale(string Module, double[] Unit, double[] Weight);

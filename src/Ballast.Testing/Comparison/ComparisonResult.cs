namespace Ballast.Testing;

/// <summary>How one training of a <see cref="ComparisonTask"/> ended.</summary>
/// <param name="Value">The task's measure at the end; NaN if weights or outputs are not finite.</param>
/// <param name="Refused">Steps that were not taken.</param>
/// <param name="Flips">Neurons that deadly flips acted on.</param>
/// <param name="RowSwaps">How many of them swapped with another neuron, guarded.</param>
/// <param name="SpectralRadius">Of the first recurrent matrix; NaN where there is none.</param>
/// <param name="Digest">Of all weights: equal digests, equal bits.</param>
public sealed record ComparisonResult(double Value, int Refused, long Flips, long RowSwaps, double SpectralRadius, string Digest);

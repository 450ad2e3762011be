using static TorchSharp.torch;

namespace Ballast;

/// <summary>Inputs from a file, and where they stand in it.</summary>
/// <param name="X">[n, ...], scaled.</param>
/// <param name="Table">The table they are from, or null.</param>
/// <param name="Rows">The row of each; the last one of its window where rows make windows. Empty where they are from no table.</param>
internal sealed record SampleRows(Tensor X, CsvTable? Table, IReadOnlyList<long> Rows);

namespace Ballast.Cli;

/// <summary>What a model says of one file, and the rows of the table that it says it of.</summary>
/// <param name="Predictions">One for each input, or for each step of it.</param>
/// <param name="Table">The table, or null where the inputs are from no table.</param>
/// <param name="Rows">The row of each input; empty where they are from no table.</param>
internal sealed record PredictedFile(IReadOnlyList<Prediction> Predictions, CsvTable? Table, IReadOnlyList<long> Rows);

namespace Ballast;

/// <summary>
/// NORM001: batch norm with batches of so few rows that mean and variance say little; of one row the variance is 0 or 0/0.
/// </summary>
internal sealed class FewRowsNormalized : ISymptom
{
    private const int Few = 8;

    public string Code => "NORM001";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { Setting.Batch: > 0 and < Few } model
        && model.Layers.FirstOrDefault(layer => layer.Type == "BatchNorm1d") is { } layer
            ? new(Code, model.Setting.Batch == 1 ? Severity.Error : Severity.Warning)
            {
                Where = layer.Name,
                Causes = [new(Cause.BatchSize, 0.85), new(Cause.Normalization, 0.7)],
                Evidence = Facts.Of(("type", layer.Type), ("rows", model.Setting.Batch)),
            }
            : null;
}

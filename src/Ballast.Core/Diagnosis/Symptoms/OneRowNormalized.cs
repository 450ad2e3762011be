namespace Ballast;

/// <summary>NORM001: batch norm with batches of one row, whose variance is 0/0 or 0.</summary>
internal sealed class OneRowNormalized : ISymptom
{
    public string Code => "NORM001";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { Setting.Batch: 1 } model
        && model.Layers.FirstOrDefault(layer => layer.Type.StartsWith("BatchNorm", StringComparison.Ordinal)) is { } layer
            ? new(Code, Severity.Error)
            {
                Where = layer.Name,
                Causes = [new(Cause.Normalization, 0.8), new(Cause.BatchSize, 0.8)],
                Evidence = Facts.Of(("type", layer.Type)),
            }
            : null;
}

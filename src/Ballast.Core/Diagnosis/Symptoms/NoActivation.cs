namespace Ballast;

/// <summary>ACT001: a layer reads the output of another with nothing between them, so the two are no more than one.</summary>
internal sealed class NoActivation : ISymptom
{
    public string Code => "ACT001";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { } model && model.Weighted.FirstOrDefault(layer => layer.FollowsWeighted) is { } layer
            ? new(Code, Severity.Note)
            {
                Where = layer.Name,
                Causes = [new(Cause.Activation, 0.6)],
                Evidence = Facts.Of(("type", layer.Type)),
            }
            : null;
}

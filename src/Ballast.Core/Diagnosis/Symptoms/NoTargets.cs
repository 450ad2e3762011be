namespace Ballast;

/// <summary>DATA005: batches of which no target counts, so that the loss is a mean over nothing.</summary>
internal sealed class NoTargets : ISymptom
{
    public string Code => "DATA005";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { EmptyBatches: > 0 } model
            ? new(Code, Severity.Error)
            {
                Causes = [new(Cause.Data, 0.95)],
                RuledOut = [Cause.RateTooLarge, Cause.Initialization],
                Evidence = Facts.Of(("empty", model.EmptyBatches), ("batches", model.TargetBatches)),
            }
            : null;
}

namespace Ballast;

/// <summary>LOSS004: what is made small is a known loss with a minus before it.</summary>
internal sealed class NegativeLoss : ISymptom
{
    public string Code => "LOSS004";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { Setting.Loss: ['-', .. var loss] } model
            ? new(Code, Severity.Error)
            {
                Causes = [new(Cause.Direction, 0.95)],
                RuledOut = [Cause.RateTooLarge, Cause.Initialization],
                Evidence = Facts.Of(("loss", loss), ("value", model.Loss)),
            }
            : null;
}

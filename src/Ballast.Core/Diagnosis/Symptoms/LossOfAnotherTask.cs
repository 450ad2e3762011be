namespace Ballast;

/// <summary>LOSS003: classes are learned by a loss for numbers.</summary>
internal sealed class LossOfAnotherTask : ISymptom
{
    public string Code => "LOSS003";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { Setting.Loss: "mse" or "mae" or "huber", Classes: > 1 } model
            ? new(Code, Severity.Note)
            {
                Causes = [new(Cause.Loss, 0.6)],
                Evidence = Facts.Of(("loss", model.Setting.Loss), ("classes", model.Classes)),
            }
            : null;
}

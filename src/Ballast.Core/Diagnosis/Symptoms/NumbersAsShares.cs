namespace Ballast;

/// <summary>LOSS006: targets that are no probabilities are learned by a loss for such.</summary>
internal sealed class NumbersAsShares : ISymptom
{
    private const double Rounding = 1e-3;

    public string Code => "LOSS006";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { Setting.Loss: "bce" or "bce-with-logits", TargetRange: var (least, largest) } model
        && (least < -Rounding || largest > 1 + Rounding)
            ? new(Code, Severity.Error)
            {
                Where = model.Layers is [.., var last] ? last.Name : "",
                Causes = [new(Cause.Loss, 0.9), new(Cause.OutputActivation, 0.5)],
                Evidence = Facts.Of(("loss", model.Setting.Loss), ("least", least), ("largest", largest)),
            }
            : null;
}

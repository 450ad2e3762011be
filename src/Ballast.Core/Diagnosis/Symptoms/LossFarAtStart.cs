namespace Ballast;

/// <summary>LOSS002: the first loss is far above that of a constant answer: the outputs begin much too large or far away.</summary>
internal sealed class LossFarAtStart : ISymptom
{
    private const double Far = 20,
        Enormous = 1000;

    public string Code => "LOSS002";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { } model && model.TrivialLoss > 0 && model.Loss > Far * model.TrivialLoss
            ? new(Code, model.Loss > Enormous * model.TrivialLoss ? Severity.Warning : Severity.Note)
            {
                Where = model.Weighted.LastOrDefault()?.Name ?? "",
                Causes =
                    model.Target is { } target && target.Rms > 20 * (model.Output?.Rms ?? 0)
                        ? [new(Cause.TargetScale, 0.7)]
                        : [new(Cause.Initialization, 0.6), new(Cause.InputScale, 0.3), new(Cause.TargetScale, 0.2)],
                Evidence = Facts.Of(
                    ("loss", model.Loss),
                    ("trivial", model.TrivialLoss),
                    ("times", model.Loss / model.TrivialLoss),
                    ("output", model.Output?.Rms ?? double.NaN)
                ),
            }
            : null;
}

namespace Ballast;

/// <summary>DATA002: inputs or targets hold NaN or infinities.</summary>
internal sealed class BrokenData : ISymptom
{
    public string Code => "DATA002";

    public static bool Holds(ModelReading model) => model.Input is { IsFinite: false } || model.Target is { IsFinite: false };

    public Finding? Look(Evidence evidence)
    {
        foreach (var (model, since) in new[] { (evidence.Before, -1L), (evidence.Now, evidence.Course?.BrokenSince ?? -1) })
        {
            if (model is null)
                continue;
            var (inputs, targets) = (model.Input?.NonFinite ?? 0, model.Target?.NonFinite ?? 0);
            if (inputs + targets > 0)
                return new(Code, Severity.Error)
                {
                    Since = since,
                    Causes = [new(Cause.Data, 0.97)],
                    RuledOut = [Cause.RateTooLarge, Cause.Initialization],
                    Evidence = Facts.Of(("inputs", inputs), ("targets", targets)),
                };
        }

        return null;
    }
}

namespace Ballast;

/// <summary>VAN002: what reaches the last layer hardly depends on the input any more.</summary>
internal sealed class SameAnswer : ISymptom
{
    private const double Alike = 3e-3,
        Differs = 0.05; // of the input

    public string Code => "VAN002";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { } model ? Look(model, -1)
        : evidence.Now is { } now ? Look(now, evidence.Course?.Steps - 1 ?? -1)
        : null;

    private Finding? Look(ModelReading model, long since)
    {
        LayerReading[] chain = [.. model.Weighted];
        if (chain.Length < 2 || !(model.Input?.Spread > Differs))
            return null;
        var (first, last) = (chain[0], chain[^1]);
        if (last.Calls > 1 || !(last.Input.Spread < Alike))
            return null;
        var lost = chain.First(layer => layer.Input.Spread < Alike);
        return new(Code, Severity.Error)
        {
            Where = lost.Name,
            Since = since,
            Causes = Gains.Blame(model, 0.85, 0.35),
            RuledOut = [Cause.RateTooLarge],
            Evidence = Facts.Of(
                ("spread", last.Input.Spread),
                ("input", model.Input.Value.Spread),
                ("first", first.Name),
                ("last", last.Name)
            ),
        };
    }
}

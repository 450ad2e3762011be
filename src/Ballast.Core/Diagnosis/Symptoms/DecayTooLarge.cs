namespace Ballast;

/// <summary>
/// LR004: weight decay times learning rate takes so much of the weights in every step that they cannot keep what they learn.
/// </summary>
internal sealed class DecayTooLarge : ISymptom
{
    private const double Much = 0.01,
        Usual = 0.1;

    public string Code => "LR004";

    public Finding? Look(Evidence evidence) =>
        evidence.Before?.Setting is { Decay: > 0 } it && it.Rate * it.Decay > Much
            ? new(Code, Severity.Warning)
            {
                // a decay that is usual is too much only of a rate that is not
                Causes =
                    it.Decay > Usual
                        ? [new(Cause.Decay, 0.85), new(Cause.RateTooLarge, 0.4)]
                        : [new(Cause.RateTooLarge, 0.7), new(Cause.Decay, 0.4)],
                Evidence = Facts.Of(("rate", it.Rate), ("decay", it.Decay), ("share", $"{100 * it.Rate * it.Decay:0.#}")),
            }
            : null;
}

namespace Ballast;

/// <summary>INIT003: a group norm begins with what was in memory.</summary>
internal sealed class NormsUnset : ISymptom
{
    public string Code => "INIT003";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { UnsetNorms: [var (name, scale, shift), ..] norms }
            ? new(Code, Severity.Error)
            {
                Where = name,
                Causes = [new(Cause.Initialization, 0.97), new(Cause.Normalization, 0.6)],
                RuledOut = [Cause.RateTooLarge, Cause.InputScale],
                Evidence = Facts.Of(("scale", scale), ("shift", shift), ("norms", norms.Count)),
            }
            : null;
}

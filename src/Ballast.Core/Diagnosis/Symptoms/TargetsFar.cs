namespace Ballast;

/// <summary>DATA003: the numbers that are to be learned are far from size 1.</summary>
internal sealed class TargetsFar : ISymptom
{
    private const double Large = 50,
        Small = 1e-3;

    public string Code => "DATA003";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { Target: { Rms: > Large or (> 0 and < Small) } target, Classes: 0 }
            ? new(Code, Severity.Warning)
            {
                Causes = [new(Cause.TargetScale, evidence.Before.Input?.Rms > Large ? 0.7 : 0.9)],
                Evidence = Facts.Of(("rms", target.Rms), ("peak", target.Peak)),
            }
            : null;
}

namespace Ballast;

/// <summary>DATA001: inputs are far from size 1, or their columns from one another.</summary>
internal sealed class InputsFar : ISymptom
{
    private const double Large = 20,
        Small = 1e-3,
        Unlike = 1e3;

    public string Code => "DATA001";

    public Finding? Look(Evidence evidence) =>
        evidence.Before is { Input: { Count: > 0 } input } model
        && (input.Rms > Large || input.Rms is > 0 and < Small || model.InputColumns > Unlike)
            ? new(Code, Severity.Warning)
            {
                Where = model.Weighted.FirstOrDefault()?.Name ?? "",
                Causes = [new(Cause.InputScale, 0.85)],
                Evidence = Facts.Of(("rms", input.Rms), ("peak", input.Peak), ("columns", model.InputColumns)),
            }
            : null;
}

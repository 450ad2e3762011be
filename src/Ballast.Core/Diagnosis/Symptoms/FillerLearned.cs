namespace Ballast;

/// <summary>DATA004: the symbol that fills short rows up is read and learned like any other.</summary>
internal sealed class FillerLearned : ISymptom
{
    public string Code => "DATA004";

    public Finding? Look(Evidence evidence) =>
        evidence.Before?.Lookups.FirstOrDefault(it => it.IsFillerLearned) is { Filler: { } filler } lookup
            ? new(Code, Severity.Note)
            {
                Where = lookup.Name,
                Causes = [new(Cause.Data, 0.3)],
                Evidence = Facts.Of(("symbol", filler), ("percent", Math.Round(100 * lookup.Filled)), ("symbols", lookup.Symbols)),
            }
            : null;
}

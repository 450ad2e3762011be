namespace Ballast;

/// <summary>INIT001: all weights of a hidden layer are the same, so its units are, and stay so.</summary>
internal sealed class EqualUnits : ISymptom
{
    public string Code => "INIT001";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { } model)
            return null;
        WeightReading[] matrices = [.. model.Weights.Where(it => !it.Info.IsVector && it.Info.Shape[0] > 1)];
        // the last one may begin at 0, and a branch's last layer too: what lies before tells their units apart
        int[] equal = [.. Enumerable.Range(0, matrices.Length).Where(i => matrices[i].IsConstant)];
        if (
            equal.Length == 0
            || (2 * equal.Length < matrices.Length && equal.All(i => matrices[i].Rms == 0))
            || equal is [var only] && only == matrices.Length - 1
        )
            return null;
        return new(Code, Severity.Error)
        {
            Where = matrices[equal[0]].Info.Name,
            Causes = [new(Cause.Initialization, 0.95)],
            RuledOut = [Cause.RateTooLarge, Cause.Data],
            Evidence = Facts.Of(("value", matrices[equal[0]].Rms), ("equal", equal.Length), ("of", matrices.Length)),
        };
    }
}

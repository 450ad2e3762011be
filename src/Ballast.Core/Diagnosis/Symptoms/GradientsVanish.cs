namespace Ballast;

/// <summary>VAN001: gradients become smaller by orders of magnitude on their way back, so that the first layers hear nothing.</summary>
internal sealed class GradientsVanish : ISymptom
{
    private const double Far = 1e-4,
        Quiet = 1e-5; // a weight's whole gradient, below which the ratio matters

    public string Code => "VAN001";

    public Finding? Look(Evidence evidence)
    {
        if ((evidence.Before ?? evidence.Now) is not { } model)
            return null;
        WeightReading[] matrices =
        [
            .. model.Weights.Where(it =>
                !it.Info.IsVector && it.GradientRms > 0 && !it.Info.Name.Contains("embed", StringComparison.Ordinal)
            ),
        ];
        if (matrices.Length < 3)
            return null;
        double Whole(WeightReading it) => it.GradientRms * Math.Sqrt(it.Info.Count);
        var (first, last) = (matrices[0], matrices[^1]);
        var ratio = Whole(first) / Whole(last);
        if (!(ratio < Far) || !(Whole(first) < Quiet))
            return null;
        return new(Code, Severity.Error)
        {
            Where = first.Info.Name,
            Causes = Gains.Blame(model, 0.85, 0.35),
            RuledOut = [Cause.RateTooLarge, Cause.Data],
            Evidence = Facts.Of(
                ("first", first.Info.Name),
                ("last", last.Info.Name),
                ("ratio", ratio),
                ("size", Whole(first)),
                ("layers", matrices.Length)
            ),
        };
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Trains the same training a few steps with one change at a time, beside one without any: what makes the failure go away is its cause.
/// </summary>
public static class CauseExperiment
{
    private const double Share = 0.5, // of the best improvement
        Least = 0.02;

    /// <summary>Tries the first treatment of the likeliest causes, each from the beginning and without a guard.</summary>
    /// <param name="diagnosis">What was found, for the order.</param>
    /// <param name="treat">Builds the training anew and treats it; null where the treatment has no place in it.</param>
    /// <param name="steps">How long each is trained.</param>
    /// <param name="score">How good a training is; higher is better.</param>
    /// <param name="most">How many causes are tried.</param>
    /// <param name="lost">What a training is worth whose numbers are not finite. Default: less than every other, so that it heals to be
    /// finite, as in the first steps; where something was learned before, to be finite without it heals nothing.</param>
    /// <param name="more">Treatments that are tried besides, such as <see cref="PointedTreatments"/>.</param>
    /// <returns>The training as it is first, then each change.</returns>
    public static IReadOnlyList<ExperimentRow> Run(
        Diagnosis diagnosis,
        Func<Treatment, Trial?> treat,
        int steps,
        Func<Trial, double> score,
        int most = 6,
        double? lost = null,
        IEnumerable<Treatment>? more = null
    )
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        List<ExperimentRow> rows = [Row(Treatment.None, treat, steps, score)!];
        var causes = diagnosis.Causes.Select(guess => guess.Cause).Concat(Enum.GetValues<Cause>()).Distinct();
        foreach (var treatment in causes.Select(cause => Treatments.Of(cause).FirstOrDefault()).OfType<Treatment>())
        {
            if (rows.Count > most)
                break;
            if (Row(treatment, treat, steps, score) is { } row)
                rows.Add(row);
        }

        foreach (var treatment in more ?? [])
            if (Row(treatment, treat, steps, score) is { } row)
                rows.Add(row);

        var (plain, best) = (rows[0].Score, rows.Max(row => row.Score));
        var worst = rows.Where(row => double.IsFinite(row.Score)).Select(row => row.Score).DefaultIfEmpty(0).Min();
        var floor = double.IsFinite(plain) ? plain : lost ?? worst - 1;
        return [.. rows.Select(row => row with { Heals = row.Score - floor > Share * (best - floor) && best > floor + Least })];
    }

    private static ExperimentRow? Row(Treatment treatment, Func<Treatment, Trial?> treat, int steps, Func<Trial, double> score)
    {
        using var scope = NewDisposeScope();
        using var run = TreatedRun.Begin(treatment, treat, steps, guarded: false, score);
        return run is null ? null : new(treatment.Name, treatment.Cause, run.Advance(steps));
    }
}

using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Trains the same training a few steps with one change at a time, beside one without any: what makes the failure go away is its cause.
/// </summary>
public static class CauseExperiment
{
    private const double Share = 0.5; // of the best improvement

    /// <summary>Tries the first treatment of the likeliest causes, each from the beginning and without a guard.</summary>
    /// <param name="diagnosis">What was found, for the order.</param>
    /// <param name="build">Builds the training anew.</param>
    /// <param name="seen">What was seen of it before its first step.</param>
    /// <param name="steps">How long each is trained.</param>
    /// <param name="score">How good a training is; higher is better.</param>
    /// <param name="most">How many causes are tried.</param>
    /// <returns>The training as it is first, then each change.</returns>
    public static IReadOnlyList<ExperimentRow> Run(
        Diagnosis diagnosis,
        Func<Trial> build,
        ModelReading seen,
        int steps,
        Func<Trial, double> score,
        int most = 6
    )
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        List<ExperimentRow> rows = [Row(new("as it is", null, (trial, _) => trial, _ => []), build, seen, steps, score)!];
        var causes = diagnosis.Causes.Select(guess => guess.Cause).Concat(Enum.GetValues<Cause>()).Distinct();
        foreach (var treatment in causes.Select(cause => Treatments.Of(cause).FirstOrDefault()).OfType<Treatment>())
        {
            if (rows.Count > most)
                break;
            if (Row(treatment, build, seen, steps, score) is { } row)
                rows.Add(row);
        }

        var (plain, best) = (rows[0].Score, rows.Max(row => row.Score));
        var floor = double.IsFinite(plain)
            ? plain
            : rows.Where(row => double.IsFinite(row.Score)).Select(row => row.Score).DefaultIfEmpty(0).Min() - 1;
        return [.. rows.Select(row => row with { Heals = row.Score - floor > Share * (best - floor) && best > floor + Least })];
    }

    private const double Least = 0.02;

    private static ExperimentRow? Row(Treatment treatment, Func<Trial> build, ModelReading seen, int steps, Func<Trial, double> score)
    {
        using var scope = NewDisposeScope();
        using var run = TreatedRun.Begin(treatment, build, seen, steps, guarded: false, score);
        return run is null ? null : new(treatment.Name, treatment.Cause, run.Advance(steps));
    }
}

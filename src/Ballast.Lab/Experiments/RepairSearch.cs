using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Tries candidates side by side and stops those that fall behind: six of them for a twenty-fifth of the steps, the best two for an eighth,
/// the best one to the end. What has been trained goes on, so all of it costs 1.3 trainings in steps. So early a score says little:
/// what was likelier before has an advantage, and so has a loss that falls.
/// </summary>
public static class RepairSearch
{
    private const int Candidates = 6;
    private const double Short = 0.04,
        Middle = 0.125,
        Advantage = 0.12, // of a certain cause over one that nothing speaks for, in scores
        Foreseen = 1.5, // times as much of a loss goes on falling as it fell
        Falling = 0.15; // at most: what rises in so few steps may be chance

    /// <param name="candidates">What to try, the likeliest first.</param>
    /// <param name="treat">Builds the training anew and treats it; null where the treatment has no place in it.</param>
    /// <param name="steps">Its length.</param>
    /// <param name="guarded">Whether the automatic guard acts in the trials.</param>
    /// <param name="score">How good a training is.</param>
    /// <param name="floor">The score of a constant answer, where it is known: what is below it is no worse.</param>
    public static RepairOutcome Run(
        IEnumerable<RepairCandidate> candidates,
        Func<Treatment, Trial?> treat,
        int steps,
        bool guarded,
        Func<Trial, double> score,
        double floor = double.NegativeInfinity
    )
    {
        using var scope = NewDisposeScope();
        List<TreatedRun> runs = [];
        Dictionary<TreatedRun, double> confidence = [];
        try
        {
            foreach (var candidate in candidates)
            {
                if (runs.Count == Candidates)
                    break;
                random.manual_seed(runs.Count);
                if (TreatedRun.Begin(candidate.Treatment, treat, steps, guarded, score) is { } run)
                {
                    runs.Add(run);
                    confidence[run] = candidate.Confidence;
                }
            }

            if (runs.Count == 0)
                return new(null, double.NaN, 0, 0, []);
            foreach (var run in runs)
                run.Advance(Math.Max(1, (int)(Short * steps)));
            // the best by what is known, and of the others the one whose loss promises most; of equal ones the likelier comes first
            var first = runs.MaxBy(Known)!;
            TreatedRun[] finalists = [first, .. runs.Where(run => run != first).OrderByDescending(Promise).Take(1)];
            foreach (var run in finalists)
                run.Advance((int)(Middle * steps));
            var best = finalists.OrderBy(runs.IndexOf).MaxBy(Promise)!;
            best.Advance(steps);
            return new(
                best.Treatment,
                best.Score,
                runs.Sum(run => run.Steps),
                runs.Sum(run => run.Seconds),
                [.. runs.Select(run => (run.Treatment.Name, run.Score))]
            );
        }
        finally
        {
            foreach (var run in Enumerable.Reverse(runs))
                run.Dispose();
        }

        double Now(TreatedRun run) => double.IsFinite(run.Score) ? Math.Max(run.Score, floor) : run.Score;

        double Known(TreatedRun run) => Now(run) + (Advantage * confidence[run]);

        double Promise(TreatedRun run) =>
            double.IsFinite(run.Score) ? Known(run) + (Foreseen * (1 - Now(run)) * Math.Clamp(run.Progress, 0, Falling)) : run.Score;
    }
}

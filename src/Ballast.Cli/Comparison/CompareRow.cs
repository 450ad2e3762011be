namespace Ballast.Cli;

/// <summary>One technique on one task over its seeds: medians, a run without a result counting as the worst.</summary>
internal sealed record CompareRow
{
    public required string Technique { get; init; }

    public required string Task { get; init; }

    /// <summary>fluctuating, smooth, or own.</summary>
    public required string Setting { get; init; }

    public int Seeds { get; init; }

    /// <summary>The share of the seeds that survived.</summary>
    public double Survived { get; init; }

    public double TestLoss { get; init; }

    /// <summary>Largest minus smallest test loss over the seeds.</summary>
    public double TestLossSpread { get; init; }

    public double TestAccuracy { get; init; }

    public double GradPeak { get; init; }

    public double GradP99 { get; init; }

    public double GradVariance { get; init; }

    /// <summary>Time of a step over the baseline's.</summary>
    public double TimeRatio { get; init; }

    /// <summary>Peak memory of the process over the baseline's.</summary>
    public double MemoryRatio { get; init; }

    public double Flips { get; init; }

    public double Refused { get; init; }

    /// <summary>Lines of code to use the technique.</summary>
    public int Lines { get; init; }

    /// <summary>
    /// What some trials came to, beside those of the baseline with the same task and seeds. Null if the technique has no place in the
    /// model.
    /// </summary>
    public static CompareRow? Of(string setting, int lines, IReadOnlyList<CompareTrial> trials, IReadOnlyList<CompareTrial> baseline)
    {
        if (!trials[0].Applies)
            return null;
        return new()
        {
            Technique = trials[0].Technique,
            Task = trials[0].Task,
            Setting = setting,
            Seeds = trials.Count,
            Lines = lines,
            Survived = trials.Average(trial => trial.Survived ? 1.0 : 0),
            TestLoss = Statistics.Median(trials.Select(trial => trial.TestLoss)),
            TestLossSpread = trials.Max(trial => trial.TestLoss) - trials.Min(trial => trial.TestLoss),
            TestAccuracy = -Statistics.Median(trials.Select(trial => -trial.TestAccuracy)),
            GradPeak = Statistics.Median(trials.Select(trial => trial.GradPeak)),
            GradP99 = Statistics.Median(trials.Select(trial => trial.GradP99)),
            GradVariance = Statistics.Median(trials.Select(trial => trial.GradVariance)),
            TimeRatio = Ratio(trial => trial.StepSeconds),
            MemoryRatio = Ratio(trial => trial.PeakBytes),
            Flips = Statistics.Median(trials.Select(trial => (double)trial.Flips)),
            Refused = Statistics.Median(trials.Select(trial => (double)trial.Refused)),
        };

        double Ratio(Func<CompareTrial, double> of) => Statistics.Median(trials.Zip(baseline, (ours, plain) => of(ours) / of(plain)));
    }
}

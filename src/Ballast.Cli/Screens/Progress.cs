namespace Ballast.Cli;

/// <summary>Where a training is, in words that the live and the plain screen share.</summary>
internal static class Progress
{
    public static int Epoch(TrainingPlan plan, in Tally.Counts now) =>
        (int)Math.Min(plan.Epochs, 1 + (Math.Max(0, now.Steps - 1) / Math.Max(1, plan.StepsPerEpoch)));

    public static double Share(TrainingPlan plan, in Tally.Counts now) => plan.Steps == 0 ? 1 : Math.Min(1, (double)now.Steps / plan.Steps);

    public static string Left(TrainingPlan plan, in Tally.Counts now) =>
        now.Speed > 0 ? Words.Time(TimeSpan.FromSeconds(Math.Max(0, plan.Steps - now.Steps) / now.Speed)) : "–";

    /// <summary>The smoothed loss, and that it is none at the moment.</summary>
    public static string Loss(in Tally.Counts now) =>
        now.Steps == 0 ? "–"
        : now.LossIsFinite ? Words.Number(now.Loss)
        : double.IsNaN(now.Loss) ? "not finite"
        : $"not finite (was {Words.Number(now.Loss)})";

    /// <summary>Every intervention by kind; with <paramref name="all"/> also those that did not happen.</summary>
    public static IEnumerable<string> Interventions(Tally.Counts now, bool all)
    {
        if (all || now.Clipped > 0)
            yield return $"clipped {Words.Whole(now.Clipped)}";
        if (all || now.Capped > 0)
            yield return $"capped {Words.Whole(now.Capped)}";
        if (all || now.Skipped > 0)
            yield return $"skipped {Words.Whole(now.Skipped)}";
        if (now.RolledBack > 0)
            yield return $"rolled back {Words.Whole(now.RolledBack)}";
        if (now.Flipped > 0)
            yield return $"flipped {Words.Whole(now.Flipped)}";
        if (all || now.NonFinite > 0)
            yield return $"non-finite losses {Words.Whole(now.NonFinite)}";
    }

    public static string Evaluated(TrainingPlan plan, EvaluationRecord it) =>
        $"epoch {it.Epoch}/{plan.Epochs} done: test loss "
        + $"{Words.Number(it.Loss)}{(double.IsNaN(it.Accuracy) ? "" : $", test accuracy {Words.Percent(it.Accuracy)}")}";
}

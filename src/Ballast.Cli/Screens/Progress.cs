namespace Ballast.Cli;

/// <summary>Where a training is, in words that the live and the plain screen share.</summary>
internal static class Progress
{
    public static int Epoch(TrainingPlan plan, in Tally.Counts now) =>
        (int)Math.Min(plan.Epochs, 1 + (Math.Max(0, now.Steps - 1) / Math.Max(1, plan.StepsPerEpoch)));

    public static double Share(TrainingPlan plan, in Tally.Counts now) => plan.Steps == 0 ? 1 : Math.Min(1, (double)now.Steps / plan.Steps);

    public static string Left(Speech speech, TrainingPlan plan, in Tally.Counts now) =>
        now.Speed > 0 ? speech.Time(TimeSpan.FromSeconds(Math.Max(0, plan.Steps - now.Steps) / now.Speed)) : "–";

    /// <summary>The smoothed loss, and that it is none at the moment.</summary>
    public static string Loss(Speech speech, in Tally.Counts now) =>
        now.Steps == 0 ? "–"
        : now.LossIsFinite ? Words.Number(now.Loss)
        : double.IsNaN(now.Loss) ? speech.Of($"not finite")
        : speech.Of($"not finite (was {Words.Number(now.Loss)})");

    /// <summary>Every intervention by kind; with <paramref name="all"/> also those that did not happen.</summary>
    public static IEnumerable<string> Interventions(Speech speech, Tally.Counts now, bool all)
    {
        if (all || now.Clipped > 0)
            yield return speech.Of($"clipped {Words.Whole(now.Clipped)}");
        if (all || now.Capped > 0)
            yield return speech.Of($"capped {Words.Whole(now.Capped)}");
        if (all || now.Skipped > 0)
            yield return speech.Of($"skipped {Words.Whole(now.Skipped)}");
        if (now.RolledBack > 0)
            yield return speech.Of($"rolled back {Words.Whole(now.RolledBack)}");
        if (now.Flipped > 0)
            yield return speech.Of($"flipped {Words.Whole(now.Flipped)}");
        if (all || now.NonFinite > 0)
            yield return speech.Of($"non-finite losses {Words.Whole(now.NonFinite)}");
    }

    public static string Evaluated(Speech speech, TrainingPlan plan, EvaluationRecord it) =>
        speech.Of($"epoch {it.Epoch}/{plan.Epochs} done: test loss {Words.Number(it.Loss)}")
        + (double.IsNaN(it.Accuracy) ? "" : speech.Of($", test accuracy {Words.Percent(it.Accuracy)}"));
}

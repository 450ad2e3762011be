using System.Globalization;
using Ballast.Testing;

namespace Ballast.Lab;

/// <summary>Whether what was recorded of a disturbed training says what happened, and can be read.</summary>
internal static class ChaosStory
{
    /// <summary>What does not hold of records, run file and summary.</summary>
    public static IEnumerable<string> Violations(ChaosPlan plan, IReadOnlyList<StepRecord> records, string folder, TrainingSummary? summary)
    {
        foreach (var fault in plan.Faults.Where(IsSeenAtOnce))
        {
            if (records.FirstOrDefault(record => record.Step == fault.Step) is not { } record)
            {
                if (summary?.Status == TrainingStatus.Halted && records.Count <= fault.Step)
                    continue; // it never came so far
                yield return string.Create(CultureInfo.InvariantCulture, $"there is no record of step {fault.Step}");
            }
            else if (record.Verdict.TakesStep && record.Restarted == 0 && record.Edits.Count == 0)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the record of step {fault.Step} says nothing of a {fault.Value} in a {fault.Kind}: {record.Verdict}, "
                        + $"loss {record.Loss}"
                );
        }

        for (var i = 0; i < records.Count; i++)
            if (records[i].Step != i)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"record {i} is of step {records[i].Step}");
                break;
            }

        if (summary is null)
            yield break;
        if (summary.Status == TrainingStatus.Trained && !double.IsFinite(summary.TestLoss))
            yield return "a training whose loss is not finite counts as trained";
        if (summary.Status == TrainingStatus.Halted && summary.Reason.Length == 0)
            yield return "a halt without a reason";
        foreach (var violation in Readable(folder))
            yield return violation;
        using var run = RunFile.Open(folder);
        if (run.LastStep + 1 != records.Count || run.Summary() is not { } kept || kept.Status != summary.Status)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the run file has {run.LastStep + 1} steps and ends {run.Summary()?.Status}, of {records.Count} steps that end "
                    + $"{summary.Status}"
            );
    }

    /// <summary>What does not hold of the files of a training that may have been killed.</summary>
    public static IEnumerable<string> Readable(string folder)
    {
        string? violation = null;
        try
        {
            using var run = RunFile.Open(folder);
            var steps = run.Steps().Select(step => step.Step).ToArray();
            if (!steps.SequenceEqual(Enumerable.Range(0, steps.Length).Select(step => (long)step)))
                violation = "the run file lacks steps";
            ChaosTraining.Checkpoints(folder).NewestGood();
        }
#pragma warning disable CA1031 // whatever it is, it must not be
        catch (Exception fault)
        {
            violation = $"the files cannot be read: {fault.GetType().Name}: {fault.Message}";
        }
#pragma warning restore CA1031
        if (violation is not null)
            yield return violation;
    }

    // a finite value, however wrong, may be a value: what it does to the loss is what is seen
    private static bool IsSeenAtOnce(ChaosFault fault) =>
        fault is { Kind: ChaosKind.Batch or ChaosKind.Gradient or ChaosKind.Weight, Value: FaultKind.NaN or FaultKind.Infinity };
}

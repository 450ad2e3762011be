namespace Ballast;

/// <summary>What the guard did, bucket by bucket: how often, how much, and in words the gravest. Not thread-safe.</summary>
internal sealed class ActBuckets
{
    private readonly SortedDictionary<int, ActView> _acts = [];

    /// <summary>Notes a step.</summary>
    public void Add(int bucket, RunStep step)
    {
        if (!step.Intervened)
            return;
        var act = Of(step);
        _acts[bucket] = _acts.TryGetValue(bucket, out var before) ? before.With(act) : act;
    }

    /// <summary>Joins neighbours.</summary>
    public void Halve()
    {
        var acts = _acts.ToArray();
        _acts.Clear();
        foreach (var (bucket, act) in acts)
            _acts[bucket / 2] = _acts.TryGetValue(bucket / 2, out var before) ? before.With(act) : act;
    }

    /// <summary>The buckets in which something was done, counted from <paramref name="first"/>, several joined into one.</summary>
    public ActView[] View(int first, int count, int joined) =>
        [
            .. _acts
                .Where(pair => pair.Key >= first && pair.Key < first + count)
                .GroupBy(pair => (pair.Key - first) / joined)
                .Select(group => group.Select(pair => pair.Value).Aggregate((a, b) => a.With(b)) with { Bucket = group.Key }),
        ];

    private static ActView Of(RunStep step)
    {
        var verdict = step.Overruled ? VerdictKind.Proceed : step.Verdict;
        return new()
        {
            Step = step.Step,
            Verdict = verdict.ToString().ToLowerInvariant(),
            Reason = step.Reason.Length > 0 ? step.Reason : string.Join("; ", step.Edits),
            Clipped = verdict == VerdictKind.Rescale ? 1 : 0,
            Capped = step.Capped > 0 ? 1 : 0,
            MostCapped = step.Capped,
            Skipped = verdict == VerdictKind.Skip ? 1 : 0,
            RolledBack = verdict == VerdictKind.Rollback ? 1 : 0,
            Halted = verdict == VerdictKind.Halt ? 1 : 0,
            Edited = step.Edits.Count > 0 ? 1 : 0,
            Restarted = step.Restarted,
            SmallestScale = verdict >= VerdictKind.Skip ? 0 : step.Scale,
            Severity = (int)verdict,
        };
    }
}

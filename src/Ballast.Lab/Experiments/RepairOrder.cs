namespace Ballast.Lab;

/// <summary>In which order candidates are tried.</summary>
public static class RepairOrder
{
    private const double Likely = 0.1,
        Scales = 0.5;

    /// <summary>
    /// By evidence: the first cause together with the scales that are wrong as well, then each cause with its treatments, the likelier the
    /// more of them, and the guard alone.
    /// </summary>
    public static IEnumerable<RepairCandidate> ByEvidence(Diagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        return Ordered(diagnosis).DistinctBy(it => it.Treatment.Name); // Adam is a remedy of two causes
    }

    private static IEnumerable<RepairCandidate> Ordered(Diagnosis diagnosis)
    {
        CauseGuess[] causes = [.. diagnosis.Causes.Where(guess => guess.Confidence > Likely)];
        if (Together(causes) is { } together)
            yield return together;
        var queues = causes.Select(guess => (Guess: guess, Left: new Queue<Treatment>(Treatments.Of(guess.Cause)))).ToArray();
        for (var round = 0; queues.Any(queue => queue.Left.Count > 0); round++)
        {
            // round by round one more cause joins in
            foreach (var (guess, left) in queues.Take(round + 1))
                if (left.TryDequeue(out var next))
                    yield return new(next, guess.Confidence);
            if (round == 1)
                yield return new(StepTreatments.Guard, Likely);
        }

        foreach (var rest in Treatments.All.Where(it => causes.All(guess => guess.Cause != it.Cause)))
            yield return new(rest, 0);
    }

    /// <summary>By chance.</summary>
    public static IEnumerable<RepairCandidate> Random(int seed)
    {
        var all = Treatments.All.ToArray();
        new Random(seed).Shuffle(all);
        return all.Select(treatment => new RepairCandidate(treatment, 0));
    }

    private static RepairCandidate? Together(CauseGuess[] causes)
    {
        Treatment[] parts =
        [
            .. causes
                .Where((guess, i) => i == 0 || (guess is { Cause: Cause.InputScale or Cause.TargetScale, Confidence: >= Scales }))
                .Select(guess => Treatments.Of(guess.Cause).FirstOrDefault())
                .OfType<Treatment>(),
        ];
        return parts.Length > 1 ? new(Treatment.All(parts), causes[0].Confidence) : null;
    }
}

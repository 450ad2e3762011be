namespace Ballast.Lab;

/// <summary>In which order candidates are tried.</summary>
public static class RepairOrder
{
    private const double Likely = 0.1,
        Scales = 0.5;

    /// <summary>
    /// By evidence: the first cause together with the scales that are wrong as well, or the first scale with the next cause, then each
    /// cause with its treatments, the likelier the more of them, and the guard alone.
    /// </summary>
    public static IEnumerable<RepairCandidate> ByEvidence(Diagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        return Ordered(diagnosis).DistinctBy(it => it.Treatment.Name); // Adam is a remedy of two causes
    }

    private static IEnumerable<RepairCandidate> Ordered(Diagnosis diagnosis)
    {
        CauseGuess[] causes = [.. diagnosis.Causes.Where(guess => guess.Confidence > Likely)];
        var together = Together(causes);
        if (together is { } all)
            yield return all;
        // a rate that raw inputs made small stays small without them
        if (causes is [{ Cause: Cause.InputScale }, ..])
            yield return new(
                Treatment.Both(together?.Treatment ?? DataTreatments.StandardInputs, StepTreatments.UsualRate(Cause.RateTooSmall)),
                causes[0].Confidence
            );
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
        if (causes.Length == 0)
            return null;
        var isScale = Scale(causes[0]);
        var next = isScale ? causes.Skip(1).FirstOrDefault(guess => !Scale(guess) && guess.Confidence >= Scales) : default;
        Treatment[] parts =
        [
            .. causes
                .Where((guess, i) => i == 0 || (Scale(guess) && guess.Confidence >= Scales) || guess == next)
                .Select(guess => Treatments.Of(guess.Cause).FirstOrDefault())
                .OfType<Treatment>(),
        ];
        return parts.Length > 1 ? new(Treatment.All(parts), causes[0].Confidence) : null;
    }

    private static bool Scale(CauseGuess guess) => guess.Cause is Cause.InputScale or Cause.TargetScale;
}

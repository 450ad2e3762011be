namespace Ballast.Cli;

/// <summary>
/// What a screen knows of a training so far. <see cref="Add(StepRecord, double)"/> runs on the training thread: a few
/// additions under a lock that is otherwise taken a few times a second.
/// </summary>
internal sealed class Tally(TimeProvider clock)
{
    private const double Memory = 0.95; // of the smoothed numbers: about the last 20 steps
    private readonly Lock _gate = new();
    private readonly long _began = clock.GetTimestamp();
    private Counts _counts = new();

    /// <summary>The numbers now.</summary>
    public Counts Now
    {
        get
        {
            lock (_gate)
                return _counts with { Elapsed = clock.GetElapsedTime(_began) };
        }
    }

    /// <summary>Counts on from what a resumed training did before.</summary>
    public void Begin(TrainingPlan plan)
    {
        lock (_gate)
            (_counts.Steps, _counts.Done) = (plan.Done, plan.Done);
    }

    public void Add(StepRecord record, double accuracy)
    {
        var kind = record.Overruled ? VerdictKind.Proceed : record.Verdict.Kind;
        var finite = double.IsFinite(record.Loss);
        lock (_gate)
        {
            ref var it = ref _counts;
            it.Steps++;
            if (finite)
                it.Loss = Smooth(it.Loss, record.Loss);
            else
            {
                it.NonFinite++;
                if (it.FirstNonFinite < 0)
                    it.FirstNonFinite = record.Step;
            }

            it.LossIsFinite = finite;
            if (double.IsFinite(accuracy))
                it.Accuracy = Smooth(it.Accuracy, accuracy);
            it.GradientNorm = record.GradientNorm;
            if (kind == VerdictKind.Rescale)
                it.Clipped++;
            if (kind is VerdictKind.Skip or VerdictKind.Halt)
                it.Skipped++; // a halted step was refused too
            if (kind == VerdictKind.Rollback)
                it.RolledBack++;
            if (record.Capped > 0)
                it.Capped++;
            if (Flips(record))
                it.Flipped++;
        }
    }

    public void Add(EvaluationRecord evaluation)
    {
        lock (_gate)
            _counts.Last = evaluation;
    }

    private static bool Flips(StepRecord record)
    {
        foreach (var edit in record.Edits)
            if (edit.StartsWith("deadly-flip:", StringComparison.Ordinal))
                return true;
        return false;
    }

    private static double Smooth(double before, double value) => double.IsNaN(before) ? value : (Memory * before) + ((1 - Memory) * value);

    /// <summary>A copy of all numbers.</summary>
    public record struct Counts()
    {
        public long Steps,
            Done;
        public double Loss = double.NaN;
        public bool LossIsFinite = true;
        public double Accuracy = double.NaN;
        public double GradientNorm = double.NaN;
        public long Clipped,
            Capped,
            Skipped,
            RolledBack,
            Flipped,
            NonFinite;
        public long FirstNonFinite = -1;
        public EvaluationRecord? Last;
        public TimeSpan Elapsed;

        public readonly double Speed => Elapsed > TimeSpan.Zero ? (Steps - Done) / Elapsed.TotalSeconds : 0;
    }
}

namespace Ballast;

/// <summary>
/// Everything known about one step: exactly one per step, whatever happened, for reports, dashboards and tests alike.
/// The scalars last; <see cref="Reading"/> and <see cref="Updates"/> show the guard's own buffers, which the next step
/// refills: take <see cref="Keep"/> to hold on to them.
/// </summary>
public sealed class StepRecord
{
    private readonly GradientReading _reading;
    private readonly ParameterUpdate[] _updates;

    /// <summary>A record over the given reading and updates, which are not copied.</summary>
    public StepRecord(GradientReading reading, Verdict verdict, ParameterUpdate[]? updates = null)
    {
        ArgumentNullException.ThrowIfNull(reading);
        (_reading, _updates, Verdict) = (reading, updates ?? [], verdict);
        (Step, Loss, NonFinite) = (reading.Step, reading.Loss, reading.NonFinite);
        GradientNorm = reading.Parameters.Length == 0 ? double.NaN : reading.Norm;
    }

    /// <summary>Zero-based index of the step.</summary>
    public long Step { get; }

    /// <summary>The loss as it was, NaN included.</summary>
    public double Loss { get; }

    /// <summary>Global gradient norm before anything was changed; NaN where nobody measured, as with the guard off.</summary>
    public double GradientNorm { get; }

    /// <summary>How many gradient values were NaN or infinite.</summary>
    public long NonFinite { get; }

    /// <summary>What was decided, and why.</summary>
    public Verdict Verdict { get; }

    /// <summary>
    /// True if the verdict was not carried out, because the guard only observes: the step was taken as plain training would.
    /// </summary>
    public bool Overruled { get; init; }

    /// <summary>Learning rate of the first parameter group.</summary>
    public double LearningRate { get; init; }

    /// <summary>What the loss was multiplied by before the backward pass; 1 unless range control acted.</summary>
    public double LossScale { get; init; } = 1;

    /// <summary>How many parameters had their change capped.</summary>
    public int Capped { get; init; }

    /// <summary>
    /// How many parameters kept their weights because the proposed change was not finite; their optimizer state starts afresh.
    /// </summary>
    public int Restarted { get; init; }

    /// <summary>Norm of the applied change over norm of the weights, all parameters together; NaN where it was not measured.</summary>
    public double UpdateRatio { get; init; } = double.NaN;

    /// <summary>What weight edits did in this step, in words; empty if nothing.</summary>
    public IReadOnlyList<string> Edits { get; init; } = [];

    /// <summary>
    /// What the guard has noticed over many steps, each in one sentence and once per episode, in the step that showed it: refusals that
    /// pile up and of what kind, gradients that stay zero, parameters that nothing trains. Empty as a rule. Nothing was done about it.
    /// </summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What each rank's own part of the step looked like; empty where there is one rank.</summary>
    public IReadOnlyList<RankReading> Ranks { get; init; } = [];

    /// <summary>
    /// Of a rollback: the step after which the state was that the training is in now, -1 for the beginning; null as a rule.
    /// </summary>
    public long? ReturnedTo { get; init; }

    /// <summary>Of a rollback: whether the data went back too, so that the steps since then are taken anew.</summary>
    public bool Replays { get; init; }

    /// <summary>Time spent in the guard: measuring, judging, and the optimizer's step.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The reading of this step.</summary>
    /// <exception cref="InvalidOperationException">A later step has refilled it.</exception>
    public GradientReading Reading => _reading.Step == Step ? _reading : throw Stale();

    /// <summary>What each parameter's change was and how it was scaled; empty where no cap was asked or no step was taken.</summary>
    /// <exception cref="InvalidOperationException">A later step has refilled it.</exception>
    public ReadOnlySpan<ParameterUpdate> Updates => _reading.Step == Step ? _updates : throw Stale();

    /// <summary>True if anything at all was done to the step that plain training would not have done.</summary>
    public bool Intervened => (Verdict.Kind != VerdictKind.Proceed && !Overruled) || Capped > 0 || Restarted > 0 || Edits.Count > 0;

    /// <summary>A record whose reading and updates later steps do not overwrite.</summary>
    public StepRecord Keep() =>
        new(Reading.Keep(), Verdict.Keep(), (ParameterUpdate[])_updates.Clone())
        {
            Overruled = Overruled,
            LearningRate = LearningRate,
            LossScale = LossScale,
            Capped = Capped,
            Restarted = Restarted,
            UpdateRatio = UpdateRatio,
            Edits = Edits,
            Notices = Notices,
            Ranks = Ranks,
            ReturnedTo = ReturnedTo,
            Replays = Replays,
            Elapsed = Elapsed,
        };

    private InvalidOperationException Stale() =>
        new(
            $"The numbers of step {Step} were overwritten by step {_reading.Step}. Call "
                + "Keep() on a record before the next step to hold on to it."
        );
}

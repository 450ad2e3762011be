namespace Ballast;

/// <summary>
/// Writes the checkpoints of a training when they are due. One that cannot be written does not end the training, which may well be
/// the only copy of what was learned: it is said once, and at the end what is not saved. Of several ranks one writes; all know when.
/// </summary>
internal sealed class TrainingCheckpoints(
    CheckpointFolder folder,
    int every,
    Checkpoint checkpoint,
    IReadOnlyDictionary<string, string> facts,
    TrainingCourse run,
    bool writes = true
)
{
    private readonly long _from = run.Steps;
    private long _written = -1;
    private string? _failure;

    /// <summary>What is not saved and why, as a sentence; empty while the last checkpoint was written.</summary>
    public string Unsaved => _failure is null ? "" : $"what was learned {Since} is not saved: {_failure}";

    private string Since =>
        _written >= 0 ? $"since step {_written}"
        : _from > 0 ? $"since step {_from}, where this training went on,"
        : "in this training";

    /// <summary>Whether so many steps have passed.</summary>
    public bool IsDue => run.Steps % every == 0;

    /// <summary>Writes one of the present state, even if one of this step exists: an evaluation may have come since.</summary>
    public void Write() =>
        Try(() =>
        {
            folder.Save(checkpoint, run.Steps, facts);
            _written = run.Steps;
        });

    public void WriteBest() => Try(() => folder.SaveBest(checkpoint, run.Steps, facts), isBest: true);

    private void Try(Action write, bool isBest = false)
    {
        if (!writes)
            return;
        run.Saving();
        try
        {
            write();
            if (_failure is not null && !isBest)
            {
                _failure = null;
                SelfLog.Write($"checkpoints are written again: step {run.Steps} is saved.");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var said = _failure is not null;
            _failure = $"{folder.Path} could not be written to ({fault.Message.TrimEnd('.')}).";
            if (!said)
                SelfLog.Write(
                    $"no {(isBest ? "best checkpoint" : "checkpoint")} of step {run.Steps} could be written; training goes on and "
                        + $"tries again, but {Unsaved} Make room there, or the folder writable."
                );
        }
    }
}

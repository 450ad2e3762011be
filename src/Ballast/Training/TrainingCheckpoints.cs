namespace Ballast;

/// <summary>Writes the checkpoints of a training when they are due. One that cannot be written is reported and does not end the training.</summary>
internal sealed class TrainingCheckpoints(CheckpointFolder folder, int every, Checkpoint checkpoint, IReadOnlyDictionary<string, string> facts, TrainingCourse run)
{
    private long _written = -1;

    /// <summary>Writes one if so many steps have passed.</summary>
    public void AfterStep()
    {
        if (run.Steps % every == 0) Write();
    }

    /// <summary>Writes one of the present state, even if one of this step exists: an evaluation may have come since.</summary>
    public void Write() => Try(() =>
    {
        folder.Save(checkpoint, run.Steps, facts);
        _written = run.Steps;
    });

    public void WriteBest() => Try(() => folder.SaveBest(checkpoint, run.Steps, facts));

    private void Try(Action write)
    {
        run.Saving();
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            SelfLog.Write($"No checkpoint of step {run.Steps} could be written to {folder.Path}; training goes on{(_written < 0 ? "" : $", the last is of step {_written}")}. {fault.Message}");
        }
    }
}

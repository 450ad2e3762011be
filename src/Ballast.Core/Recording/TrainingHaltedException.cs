namespace Ballast;

/// <summary>The guard ended the training; <see cref="Record"/> says at which step and why.</summary>
public sealed class TrainingHaltedException : Exception
{
    /// <summary>Halts with the record of the step that ended it.</summary>
    public TrainingHaltedException(StepRecord record)
        : base($"Training halted at step {record.Step}: {record.Verdict.Reason}") => Record = record;

    /// <summary>The record of the last step, kept: later steps do not overwrite it.</summary>
    public StepRecord Record { get; }
}

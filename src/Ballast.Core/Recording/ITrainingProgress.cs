namespace Ballast;

/// <summary>
/// Follows a training as it goes: the live screen, plain lines, the run file. Like a sink it is an observer, so what it
/// throws never stops a training. Every member has an empty default.
/// </summary>
public interface ITrainingProgress
{
    /// <summary>Called once before the first step.</summary>
    void Begin(TrainingPlan plan) { }

    /// <summary>
    /// Called after every step, with the share of this batch's examples that were classified correctly (NaN if the loss counts none).
    /// </summary>
    void Step(StepRecord record, double accuracy) { }

    /// <summary>Called after every evaluation: once at the end of each epoch.</summary>
    void Evaluated(EvaluationRecord evaluation) { }

    /// <summary>
    /// Called before a checkpoint is written: whoever writes what was told so far has it on disk when this returns, so that a
    /// training that goes on from there finds no gap.
    /// </summary>
    void Saving() { }

    /// <summary>Called instead of <see cref="End"/> when an exception ends the training, which is thrown on.</summary>
    /// <param name="reason">Its type and message.</param>
    void Failed(string reason) { }

    /// <summary>Called once at the end, unless an exception ended it.</summary>
    void End(TrainingSummary summary) { }
}

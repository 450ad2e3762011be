namespace Ballast;

/// <summary>
/// Follows a training as it goes: the live screen, plain lines, the run file. Like a sink it is an observer, so what it
/// throws never stops a training. Every member has an empty default.
/// </summary>
public interface ITrainingProgress
{
    /// <summary>Called once before the first step.</summary>
    void Begin(TrainingPlan plan)
    {
    }

    /// <summary>Called after every step, with the share of this batch's examples that were classified correctly (NaN if the loss counts none).</summary>
    void Step(StepRecord record, double accuracy)
    {
    }

    /// <summary>Called after every evaluation: once at the end of each epoch.</summary>
    void Evaluated(EvaluationRecord evaluation)
    {
    }

    /// <summary>Called once at the end, however it ended.</summary>
    void End(TrainingSummary summary)
    {
    }
}

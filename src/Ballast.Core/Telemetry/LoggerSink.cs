using Microsoft.Extensions.Logging;

namespace Ballast;

/// <summary>
/// What happens in a training as log messages with stable event ids. Ordinary steps are not logged; of steps that are refused one after the
/// other the first is, then the second, fourth, eighth: a training that is lost does not fill the disk.
/// </summary>
internal sealed partial class LoggerSink(ILogger logger) : IRecordSink, ITrainingProgress
{
    private long _refused;

    public void Begin(IReadOnlyList<ParameterInfo> parameters) => Began(logger, parameters.Count);

    public void Write(StepRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var isRefused = record.Verdict.Kind == VerdictKind.Skip && !record.Overruled;
        _refused = isRefused ? _refused + 1 : 0;
        if (isRefused && (_refused & (_refused - 1)) == 0)
            Refused(logger, record.Step, _refused, record.Verdict.Reason, record.Loss);
        else if (record.Verdict.Kind == VerdictKind.Rescale && !record.Overruled)
            Clipped(logger, record.Step, record.GradientNorm, record.Verdict.Reason);
        else if (record.Verdict.Kind == VerdictKind.Rollback && !record.Overruled)
            WentBack(logger, record.Step, record.ReturnedTo ?? -1, record.Verdict.Reason);
        else if (record.Verdict.Kind == VerdictKind.Halt && !record.Overruled)
            Halted(logger, record.Step, record.Verdict.Reason);
        foreach (var notice in record.Notices)
            Noticed(logger, record.Step, notice);
        foreach (var edit in record.Edits)
            Edited(logger, record.Step, edit);
    }

    public void Evaluated(EvaluationRecord evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        Evaluation(logger, evaluation.Epoch, evaluation.Step, evaluation.Loss, evaluation.Accuracy);
    }

    public void End(TrainingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.Status == TrainingStatus.Halted)
            EndedBadly(logger, summary.Steps, summary.Reason);
        else
            Ended(logger, summary.Status, summary.Steps, summary.TestLoss, summary.TestAccuracy);
    }

    public void Failed(string reason) => Fault(logger, reason);

    public void Dispose() { }

    [LoggerMessage(1, LogLevel.Information, "Training of {Parameters} parameters begins.")]
    private static partial void Began(ILogger logger, int parameters);

    [LoggerMessage(2, LogLevel.Warning, "Step {Step} was not taken, {Count} in a row: {Reason} (loss {Loss})")]
    private static partial void Refused(ILogger logger, long step, long count, string reason, double loss);

    [LoggerMessage(3, LogLevel.Warning, "Step {Step} went back to the state after step {ReturnedTo}: {Reason}")]
    private static partial void WentBack(ILogger logger, long step, long returnedTo, string reason);

    [LoggerMessage(4, LogLevel.Error, "The guard halted the training at step {Step}: {Reason}")]
    private static partial void Halted(ILogger logger, long step, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Noticed at step {Step}: {Notice}")]
    private static partial void Noticed(ILogger logger, long step, string notice);

    [LoggerMessage(6, LogLevel.Information, "Step {Step} edited weights: {Edit}")]
    private static partial void Edited(ILogger logger, long step, string edit);

    [LoggerMessage(7, LogLevel.Information, "Epoch {Epoch}, step {Step}: test loss {Loss}, test accuracy {Accuracy}")]
    private static partial void Evaluation(ILogger logger, int epoch, long step, double loss, double accuracy);

    [LoggerMessage(8, LogLevel.Information, "Training {Status} after {Steps} steps: test loss {Loss}, test accuracy {Accuracy}")]
    private static partial void Ended(ILogger logger, TrainingStatus status, long steps, double loss, double accuracy);

    [LoggerMessage(9, LogLevel.Error, "Training halted after {Steps} steps: {Reason}")]
    private static partial void EndedBadly(ILogger logger, long steps, string reason);

    [LoggerMessage(10, LogLevel.Debug, "Step {Step} was shortened, gradient norm {Norm}: {Reason}")]
    private static partial void Clipped(ILogger logger, long step, double norm, string reason);

    [LoggerMessage(11, LogLevel.Critical, "A fault ended the training: {Reason}")]
    private static partial void Fault(ILogger logger, string reason);
}

using System.Diagnostics;
using System.Globalization;

namespace Ballast;

/// <summary>Counts what happens in a training and tells those who follow it.</summary>
internal sealed class TrainingCourse
{
    /// <summary>After so many non-finite losses in a row nothing but the guard could bring a training back.</summary>
    private const int HopelessLosses = 40;
    private readonly IsolatedProgress _progress;
    private readonly long _started = Stopwatch.GetTimestamp();
    private EvaluationResult _last = new(double.NaN, double.NaN);
    private long _steps, _clipped, _capped, _skipped, _rolledBack, _nonFinite, _inARow;

    public TrainingCourse(TrainingPlan plan, IEnumerable<ITrainingProgress> progress)
    {
        _progress = new(progress);
        _progress.Begin(plan);
    }

    /// <exception cref="TrainingHaltedException">The training is unguarded and hopeless.</exception>
    public void Step(StepRecord record, double accuracy)
    {
        Count(record);
        _progress.Step(record, accuracy);
        _inARow = double.IsFinite(record.Loss) ? 0 : _inARow + 1;
        if (_inARow < HopelessLosses || (record.Verdict.Kind != VerdictKind.Proceed && !record.Overruled)) return;
        throw new TrainingHaltedException(new StepRecord(record.Reading, Verdict.Halt(string.Create(CultureInfo.InvariantCulture,
            $"the loss has been {record.Loss} for {HopelessLosses} steps and no guard acts"))) { LearningRate = record.LearningRate });
    }

    public void Evaluated(int epoch, EvaluationResult result)
    {
        _last = result;
        _progress.Evaluated(new(_steps, epoch, result.Loss, result.Accuracy) { Metrics = result.Metrics });
    }

    public TrainingSummary Halted(StepRecord record, EvaluationResult result)
    {
        if (record.Step == _steps)   // the guard's own halt was not counted yet
        {
            Count(record);
            _progress.Step(record, double.NaN);
        }

        return End("halted", record.Verdict.Reason, result);
    }

    public TrainingSummary End(string status, string reason = "", EvaluationResult? evaluated = null)
    {
        _last = evaluated ?? _last;
        if (status == "trained" && !double.IsFinite(_last.Loss))
            (status, reason) = ("halted", string.Create(CultureInfo.InvariantCulture, $"the training ended with a test loss of {_last.Loss}"));
        var summary = new TrainingSummary(status, reason, _last.Loss, _last.Accuracy, _steps, _clipped, _capped, _skipped, _rolledBack, _nonFinite,
            Stopwatch.GetElapsedTime(_started)) { Metrics = _last.Metrics };
        _progress.End(summary);
        return summary;
    }

    private void Count(StepRecord record)
    {
        _steps++;
        if (!double.IsFinite(record.Loss)) _nonFinite++;
        if (record.Overruled) return;
        if (record.Verdict.Kind == VerdictKind.Rescale) _clipped++;
        if (record.Verdict.Kind is VerdictKind.Skip or VerdictKind.Halt) _skipped++;
        if (record.Verdict.Kind == VerdictKind.Rollback) _rolledBack++;
        if (record.Capped > 0) _capped++;
    }
}

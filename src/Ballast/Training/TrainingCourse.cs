using System.Diagnostics;
using System.Globalization;

namespace Ballast;

/// <summary>Counts what happens in a training and tells those who follow it.</summary>
internal sealed class TrainingCourse(IEnumerable<ITrainingProgress> progress) : ICheckpointed
{
    /// <summary>After so many non-finite losses in a row nothing but the guard could bring a training back.</summary>
    private const int HopelessLosses = 40;
    private readonly IsolatedProgress _progress = new(progress);
    private readonly LearningCourse _learning = new();
    private readonly List<string> _notices = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _before;
    private EvaluationResult? _last;
    private long _clipped,
        _capped,
        _skipped,
        _rolledBack,
        _nonFinite,
        _inARow,
        _undone;

    /// <summary>Steps taken, refused ones included, and those that were gone back over.</summary>
    public long Steps { get; private set; }

    /// <summary>How far the training is: the same without those that were gone back over and are taken anew.</summary>
    public long Position => Steps - _undone;

    /// <summary>Epochs finished and evaluated.</summary>
    public int Epochs { get; private set; }

    /// <summary>Whether there is an evaluation since this process began.</summary>
    public bool IsEvaluated => _last is not null;

    /// <summary>Puts the final weights beside the trivial predictor, given what the records show; null for none.</summary>
    public Func<LearningFacts, TrivialComparison?>? Compare { get; set; }

    private TimeSpan Elapsed => _before + Stopwatch.GetElapsedTime(_started);

    public void Begin(TrainingPlan plan) => _progress.Begin(plan with { Done = Steps });

    /// <exception cref="TrainingHaltedException">The training is unguarded and hopeless.</exception>
    public void Step(StepRecord record, double accuracy)
    {
        Count(record);
        Follow(record);
        _progress.Step(record, accuracy);
        _inARow = double.IsFinite(record.Loss) ? 0 : _inARow + 1;
        if (_inARow < HopelessLosses || (record.Verdict.Kind != VerdictKind.Proceed && !record.Overruled))
            return;
        throw new TrainingHaltedException(
            new StepRecord(
                record.Reading,
                Verdict.Halt(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the loss has been {record.Loss} for {HopelessLosses} "
                            + $"steps{(_inARow >= Steps ? ", from the very first on," : $", since step {Steps - HopelessLosses},")} "
                            + $"and no guard acts"
                    )
                )
            )
            {
                LearningRate = record.LearningRate,
            }
        );
    }

    /// <summary>The training goes back to where it was after so many steps, with so many epochs finished.</summary>
    public void Return(long position, int epochs) => (_undone, Epochs) = (Steps - position, epochs);

    public void Evaluated(EvaluationResult result)
    {
        _last = result;
        _progress.Evaluated(new(Steps, ++Epochs, result.Loss, result.Accuracy) { Metrics = result.Metrics });
    }

    public void Saving() => _progress.Saving();

    /// <summary>What writes the checkpoints, if anything does.</summary>
    public TrainingCheckpoints? Checkpoints { get; set; }

    public TrainingSummary Halted(StepRecord record, EvaluationResult result, string first)
    {
        if (record.Step == Steps) // the guard's own halt was not counted yet
        {
            Count(record);
            Follow(record);
            _progress.Step(record, double.NaN);
        }

        return End(
            TrainingStatus.Halted,
            first.Length == 0 ? record.Verdict.Reason : $"{record.Verdict.Reason.TrimEnd('.')}.{first}",
            result
        );
    }

    public void Failed(Exception fault) => _progress.Failed($"{fault.GetType().Name}: {fault.Message.Split('\n')[0]}");

    public TrainingSummary End(TrainingStatus status, string reason = "", EvaluationResult? evaluated = null)
    {
        var last = evaluated ?? _last ?? new(double.NaN, double.NaN);
        if (status == TrainingStatus.Trained && !double.IsFinite(last.Loss))
            (status, reason) = (
                TrainingStatus.Halted,
                string.Create(CultureInfo.InvariantCulture, $"the training ended with a test loss of {last.Loss}")
            );
        var summary = new TrainingSummary(
            status,
            reason,
            last.Loss,
            last.Accuracy,
            Steps,
            _clipped,
            _capped,
            _skipped,
            _rolledBack,
            _nonFinite,
            Elapsed
        )
        {
            Metrics = last.Metrics,
            Trivial = Compare?.Invoke(_learning.Facts),
            Notices = _notices.Count == 0 ? [] : [.. _notices],
            Unsaved = Checkpoints?.Unsaved ?? "",
        };
        _progress.End(summary);
        return summary;
    }

    public void Save(BinaryWriter writer)
    {
        foreach (
            var count in (long[])[Steps, Epochs, _clipped, _capped, _skipped, _rolledBack, _nonFinite, _inARow, _undone, Elapsed.Ticks]
        )
            writer.Write(count);
    }

    public void Load(BinaryReader reader)
    {
        (Steps, Epochs, _clipped, _capped) = (reader.ReadInt64(), (int)reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (_skipped, _rolledBack, _nonFinite, _inARow) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (_undone, _before) = (reader.ReadInt64(), TimeSpan.FromTicks(reader.ReadInt64()));
    }

    private void Follow(StepRecord record)
    {
        if (Compare is not null)
            _learning.Learn(record);
        foreach (var notice in record.Notices)
            _notices.Add($"step {record.Step}: {notice}");
    }

    private void Count(StepRecord record)
    {
        Steps++;
        if (!double.IsFinite(record.Loss))
            _nonFinite++;
        if (record.Overruled)
            return;
        if (record.Verdict.Kind == VerdictKind.Rescale)
            _clipped++;
        if (record.Verdict.Kind is VerdictKind.Skip or VerdictKind.Halt)
            _skipped++;
        if (record.Verdict.Kind == VerdictKind.Rollback)
            _rolledBack++;
        if (record.Capped > 0)
            _capped++;
    }
}

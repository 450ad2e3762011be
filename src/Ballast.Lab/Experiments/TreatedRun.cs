using System.Diagnostics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A training that was treated, and is trained further a few steps at a time. Its tensors belong to the caller's dispose scope.
/// </summary>
internal sealed class TreatedRun : IDisposable
{
    private const int Prepared = 12,
        Looked = 256; // rows of clean data that tell whether a loss falls: all of them cost as much as the training
    private readonly StepGuard _guard;
    private readonly double[] _rates;
    private readonly Func<Trial, double> _score;
    private bool _halted;

    private TreatedRun(Treatment treatment, Trial trial, int steps, bool guarded, Func<Trial, double> score)
    {
        (Treatment, Trial, _score) = (treatment, trial, score);
        _rates = [.. trial.Optimizer.ParamGroups.Select(group => group.LearningRate)];
        // a treatment that is right needs no repair of set-up, which takes as long as the trial
        var prepares = guarded && treatment == StepTreatments.Guard;
        var options = guarded ? GuardOptions.Auto with { Repair = prepares } : GuardOptions.Off;
        _guard = StepGuard.For(trial.Model, trial.Optimizer, options with { Horizon = steps });
        if (prepares)
            _guard.Prepare(Enumerable.Range(0, Prepared).Select(trial.Batch), trial.LossOf);
    }

    public Treatment Treatment { get; }

    public Trial Trial { get; }

    /// <summary>Steps up to now.</summary>
    public int Steps { get; private set; }

    /// <summary>The score when it was last asked.</summary>
    public double Score { get; private set; } = double.NaN;

    /// <summary>
    /// Which share of its loss it lost in the second half of the steps it was last advanced by, on clean data by its own loss: a loss moves
    /// before a score does. Where its answers are worse than their own mean would be, so much less of it: what begins astronomic falls
    /// fastest, and has learned nothing. 0 where it says nothing.
    /// </summary>
    public double Progress { get; private set; }

    /// <summary>Time up to now.</summary>
    public double Seconds { get; private set; }

    /// <summary>Begins one; null where the treatment has no place.</summary>
    /// <param name="treatment">What is changed.</param>
    /// <param name="treat">Builds the training anew and treats it; null where the treatment has no place in it.</param>
    /// <param name="steps">How long it would be in all.</param>
    /// <param name="guarded">Whether the automatic guard acts.</param>
    /// <param name="score">How good it is.</param>
    public static TreatedRun? Begin(Treatment treatment, Func<Treatment, Trial?> treat, int steps, bool guarded, Func<Trial, double> score)
    {
        var started = Stopwatch.GetTimestamp();
        return treat(treatment) is { } trial
            ? new(treatment, trial, steps, guarded, score) { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds }
            : null;
    }

    /// <summary>Trains up to so many steps in all, and returns the score.</summary>
    public double Advance(int to)
    {
        var started = Stopwatch.GetTimestamp();
        Trial.Model.train();
        Train((Steps + to) / 2);
        var (middle, _) = CleanLoss();
        Train(to);
        Score = Scored() is var score && double.IsNaN(score) ? double.NegativeInfinity : score;
        var (last, ofMean) = CleanLoss();
        var worth = last > 0 && ofMean >= 0 ? Math.Min(1, ofMean / last) : 1;
        Progress = worth * (1 - (last / middle)) is var progress && double.IsFinite(progress) && middle > 0 ? progress : 0;
        Seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Score;
    }

    private void Train(int to)
    {
        for (; Steps < to && !_halted; Steps++)
        {
            using var scope = NewDisposeScope();
            foreach (var (group, rate) in Trial.Optimizer.ParamGroups.Zip(_rates))
                group.LearningRate = rate * Trial.Factor(Steps);
            Trial.Optimizer.zero_grad();
            try
            {
                var loss = Trial.LossOf(Trial.Batch(Steps));
                _guard.Backward(loss);
                _guard.Step(loss);
            }
            catch (Exception fault) when (fault is TrainingHaltedException or ExternalException or ArgumentException)
            {
                _halted = true; // a loss that does not take these outputs, for one
            }
        }
    }

    // a treatment may make of targets what a score cannot read: numbers standardised that were indices
    private double Scored()
    {
        using var scope = NewDisposeScope();
        try
        {
            return _score(Trial);
        }
        catch (Exception fault) when (fault is ExternalException or ArgumentException)
        {
            return double.NaN;
        }
    }

    private (double Loss, double OfMean) CleanLoss()
    {
        using var scope = NewDisposeScope();
        try
        {
            return (Trial with { Clean = (Some(Trial.Clean.X), Some(Trial.Clean.Y)) }).EvaluateBesideMean();
        }
        catch (Exception fault) when (fault is ExternalException or ArgumentException)
        {
            return (double.NaN, double.NaN);
        }
    }

    // evenly spread
    private static Tensor Some(Tensor rows) =>
        rows.ndim > 0 && rows.shape[0] > Looked ? rows.index(TensorIndex.Slice(step: rows.shape[0] / Looked)) : rows;

    public void Dispose() => _guard.Dispose();
}

using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Trains as plainly as the user would, and looks on: before the first step, every so often, when it breaks, at the end.</summary>
public static class Observation
{
    private const int Looks = 20,
        Often = 8,
        Peeked = 12,
        AfterBroken = 3;

    /// <summary>Trains and looks on; ends three steps after what is not finite.</summary>
    /// <param name="trial">What is trained.</param>
    /// <param name="steps">How long.</param>
    /// <param name="score">How good it is.</param>
    /// <param name="loss">What it is trained by, where that is a loss of Ballast's; else it is found out.</param>
    public static ObservedCourse Run(Trial trial, int steps, Func<Trial, double> score, TrainingLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(score);
        using var scope = NewDisposeScope();
        var started = Stopwatch.GetTimestamp();
        var begun = Preflight.Look(trial.Model, Peek(trial), it => trial.Loss(trial.Model.call(it.X), it.Y), trial.Optimizer, loss);
        long? alarm = Diagnosis.Of(begun).IsAlarm ? -1 : null;
        var recorder = new CourseRecorder { Planned = steps };
        using var forecast = new ForecastSink();
        var sample = new WeightSample(trial.Model);
        ModelReading? broken = null;
        double[] rates = [.. trial.Optimizer.ParamGroups.Select(group => group.LearningRate)];
        using (
            var guard = StepGuard.For(
                trial.Model,
                trial.Optimizer,
                GuardOptions.ObserveOnly with
                {
                    Sinks = [recorder, forecast],
                    Horizon = steps,
                }
            )
        )
            for (var step = 0; step < steps; step++)
            {
                using var inner = NewDisposeScope();
                var batch = Step(trial, guard, rates, step);
                if (recorder.BrokenSince is { } since)
                {
                    broken ??= Read(trial, batch);
                    alarm ??= step;
                    if (step >= since + AfterBroken)
                        break;
                }

                if (alarm is not null || ((step + 1) % Often != 0 && (step + 1) % Math.Max(1, steps / Looks) != 0))
                    continue;
                var now = begun with { Course = recorder.Read() };
                var whole = (step + 1) % Math.Max(1, steps / Looks) == 0;
                if (Diagnosis.Of(now, whole ? null : Symptoms.Quick).IsAlarm)
                    alarm = step;
            }

        var (movement, growth) = sample.Since();
        var evidence = begun with { Course = recorder.Read(movement, growth), Now = broken ?? Read(trial, trial.Batch(0)) };
        var said = Diagnosis.Of(evidence);
        return new(evidence, said, alarm ?? (said.IsAlarm ? recorder.Steps : null), score(trial))
        {
            Forecast = forecast.First,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    private static TrialBatch Step(Trial trial, StepGuard guard, double[] rates, int step)
    {
        foreach (var (group, rate) in trial.Optimizer.ParamGroups.Zip(rates))
            group.LearningRate = rate * trial.Factor(step);
        trial.Optimizer.zero_grad();
        var batch = trial.Batch(step);
        var loss = trial.LossOf(batch);
        loss.backward();
        guard.Step(loss);
        return batch;
    }

    private static IEnumerable<(Tensor X, Tensor Y)> Peek(Trial trial) =>
        Enumerable.Range(0, Peeked).Select(index => trial.Batch(index).ToTuple());

    private static ModelReading Read(Trial trial, TrialBatch batch)
    {
        using var probe = new ModelProbe(trial.Model);
        return probe.Read(() => trial.LossOf(batch), batch.Y, null, new());
    }
}

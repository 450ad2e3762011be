using System.Diagnostics;
using System.Globalization;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// Trains what a user's config says under a technique, in this process. The technique takes the place of the config's guard.
/// </summary>
internal static class OwnTraining
{
    private const int NoiseBatches = 16;

    public static CompareTrial Run(string name, string path, IReadOnlyList<string> sets, ComparisonTechnique technique, int seed)
    {
        var trial = new CompareTrial
        {
            Task = name,
            Technique = technique.Name,
            Seed = seed,
        };
        string[] all = [.. sets, string.Create(CultureInfo.InvariantCulture, $"train.seed={seed}"), "train.threads=1"];
        var config = TrainConfig.Load(path, all);
        if (technique.Dropout > 0)
        {
            if (DropoutOf(config, technique) is not { } dropout)
                return trial with { Applies = false };
            config = TrainConfig.Load(
                path,
                [.. all, string.Create(CultureInfo.InvariantCulture, $"regularize=[{{name: {dropout}, p: {technique.Dropout}}}]")]
            );
        }

        using var parts = TrainingParts.Build(config);
        parts.LoadWeights(config);
        var course = new Course();
        var options = technique.Guard();
        var summary = new Trainer
        {
            Model = parts.Model,
            Optimizer = technique.Optimizer?.Invoke(parts.Model.parameters()) ?? parts.Optimizer,
            Loss = parts.Loss,
            Schedule = parts.Schedule,
            Device = parts.Device,
            RDrop = technique.Dropout > 0 ? 0 : config.Regularize.RDrop,
            Guard = options with { Sinks = [course] },
            Accumulate = config.Train.Accumulate,
            MaxSteps = config.Train.MaxSteps,
        }.Fit(parts.Batches, parts.Evaluate, config.Train.Epochs);
        var finite = parts.Model.parameters().All(p => p.isfinite().all().item<bool>());
        return (
            trial with
            {
                Survived =
                    summary.Status == TrainingStatus.Trained
                    && finite
                    && double.IsFinite(summary.TestLoss)
                    && !(summary.TestAccuracy <= LargestClass(parts.Data.TestY)),
                TestLoss = summary.TestLoss,
                TestAccuracy = summary.TestAccuracy,
                GradVariance = finite ? Noise(parts) : double.NaN,
                Refused = summary.Skipped,
                Flips = options.Edits.OfType<DeadlyFlip>().Sum(flip => flip.Flips),
                StepSeconds = Statistics.Median(course.Seconds),
                PeakBytes = TaskTraining.PeakMemory(),
            }
        ).With(course.Norms, course.Losses);
    }

    /// <summary>What the dropout of a technique is called for a model; null where it has no place.</summary>
    private static string? DropoutOf(TrainConfig config, ComparisonTechnique technique)
    {
        string[] wanted = technique.IsZoneout ? ["zoneout"] : ["variational-dropout", "dropout"];
        return config.Model is { Layers: null, Own: null } ? wanted.FirstOrDefault(Regularizer.Of(config.Model.Name).Contains) : null;
    }

    private static double LargestClass(Tensor targets)
    {
        using var scope = NewDisposeScope();
        return targets.is_floating_point()
            ? double.NaN
            : Largest(
                targets
                    .flatten()
                    .contiguous()
                    .data<long>()
                    .ToArray()
                    .Where(label => label >= 0)
                    .GroupBy(label => label)
                    .Select(group => group.Count())
                    .ToArray()
            );
    }

    private static double Largest(int[] counts) => counts.Length == 0 ? double.NaN : counts.Max() / (double)counts.Sum();

    private static double Noise(TrainingParts parts)
    {
        using var scope = NewDisposeScope();
        var batches = parts.Batches.Peek(NoiseBatches);
        parts.Model.train();
        return batches.Count < 2
            ? double.NaN
            : GradientNoise.Measure(
                parts.Model,
                batches.Select(batch => (Func<Tensor>)(() => parts.Loss.forward(parts.Model.call(batch.x), batch.y)))
            );
    }

    private sealed class Course : IRecordSink
    {
        private long _last;

        public List<double> Losses { get; } = [];

        public List<double> Norms { get; } = [];

        public List<double> Seconds { get; } = [];

        public void Write(StepRecord record)
        {
            if (_last != 0)
                Seconds.Add(Stopwatch.GetElapsedTime(_last).TotalSeconds);
            _last = Stopwatch.GetTimestamp();
            Losses.Add(record.Loss);
            Norms.Add(record.GradientNorm);
        }

        public void Dispose() { }
    }
}

using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>A training of a config, as one that can be built again and again and changed: what experiments are made with.</summary>
internal sealed class ConfigTrial : IDisposable
{
    private const int Judged = 1000;
    private readonly Func<IReadOnlyList<string>, TrainConfig> _load;
    private readonly List<TrainingParts> _parts = [];

    /// <param name="load">The config with overrides.</param>
    public ConfigTrial(Func<IReadOnlyList<string>, TrainConfig> load)
    {
        _load = load;
        Parts = Build([]);
        var epoch = Math.Max(1, Parts.Batches.PerEpoch / Parts.Config.Train.Accumulate);
        Steps = (int)Math.Min(Parts.Config.Train.MaxSteps ?? long.MaxValue, epoch * Parts.Config.Train.Epochs);
    }

    /// <summary>The training as the config has it.</summary>
    public TrainingParts Parts { get; }

    /// <summary>How many steps it has.</summary>
    public int Steps { get; }

    /// <summary>A checkpoint of the run whose weights and optimizer every training begins with; null to begin at the beginning.</summary>
    public CheckpointInfo? From { get; set; }

    /// <summary>What was seen of it before its first step.</summary>
    public Evidence Look() =>
        Preflight.Look(
            Parts.Model,
            Parts.Batches.Peek(12).Select(batch => (batch.x, batch.y)),
            batch => Parts.Loss.forward(Parts.Model.call(batch.x), batch.y),
            Parts.Optimizer,
            Parts.Loss
        );

    /// <summary>The training, with overrides of its config, from the beginning or from <see cref="From"/>.</summary>
    /// <exception cref="ConfigException">The config does not take them.</exception>
    /// <exception cref="UsageException">What they say cannot be built.</exception>
    public Trial Create(IReadOnlyList<string> overrides)
    {
        var parts = Build(overrides);
        if (From is not null)
            Begin(parts, From);
        return new((int)parts.Config.Train.Seed)
        {
            Model = parts.Model,
            Optimizer = parts.Optimizer,
            Loss = parts.Loss.forward,
            Draw = Following(parts),
            Factor = step => parts.Schedule.Factor((From?.Step ?? 0) + step, Math.Max(1, Steps)),
            Clean = Clean(parts),
        };
    }

    /// <summary>The training with a treatment, as overrides; null where the config cannot say it, or does not take it.</summary>
    public Trial? Create(Treatment treatment, ModelReading seen, bool isList)
    {
        var sets = ConfigTreatments.Sets(treatment, seen, isList);
        if (sets.Count == 0)
            return null;
        try
        {
            return Create(sets);
        }
        catch (Exception fault) when (fault is ConfigException or UsageException)
        {
            return null;
        }
    }

    /// <summary>The accuracy on data set apart, or for numbers the share of the constant's loss that is gone.</summary>
    public double Score(Trial trial)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        trial.Model.eval();
        var output = trial.Model.call(trial.Clean.X);
        trial.Model.train();
        if (!output.isfinite().all().item<bool>())
            return double.NaN;
        var loss = Parts.Loss;
        if (loss.Classifies)
            return loss.Accuracy(output, trial.Clean.Y);
        var constant = loss.Constant(trial.Clean.Y, output.shape[^1]);
        var value = LossValue.Read(loss.forward(output, trial.Clean.Y));
        return constant is null
            ? -value
            : Math.Max(0, 1 - (value / LossValue.Read(loss.forward(constant.to(output.dtype).expand(output.shape), trial.Clean.Y))));
    }

    /// <summary>The score of the best constant answer; null where the loss has none.</summary>
    public double? Trivial()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (x, y) = Clean(Parts);
        Parts.Model.eval();
        var shape = Parts.Model.call(x).shape;
        Parts.Model.train();
        return Parts.Loss.Constant(y, shape[^1]) is not { } constant ? null
            : Parts.Loss.Classifies ? Parts.Loss.Accuracy(constant.expand(shape), y)
            : 0;
    }

    public void Dispose()
    {
        foreach (var parts in Enumerable.Reverse(_parts)) // the first has the data
            parts.Dispose();
    }

    private static (Tensor X, Tensor Y) Clean(TrainingParts parts)
    {
        var (x, y) = parts.Data.Validation is { } validation ? (validation.X, validation.Y) : (parts.Data.TestX, parts.Data.TestY);
        var some = Math.Min(Judged, x.shape[0]);
        return (x.narrow(0, 0, some), y.narrow(0, 0, some));
    }

    // learning rates stay as the config has them: the schedule goes on from there
    private static void Begin(TrainingParts parts, CheckpointInfo from)
    {
        double[] rates = [.. parts.Optimizer.ParamGroups.Select(group => group.LearningRate)];
        Checkpoint.LoadLearner(from.Path, parts.Model, (TorchSharp.Modules.OptimizerHelper)parts.Optimizer, parts.Batches);
        foreach (var (group, rate) in parts.Optimizer.ParamGroups.Zip(rates))
            group.LearningRate = rate;
    }

    // the batches that the training draws, the first of each step; asked again for the same step, those behind it
    private static Func<int, Generator, (Tensor X, Tensor Y)> Following(TrainingParts parts)
    {
        var (batches, each) = (parts.Batches, parts.Config.Train.Accumulate);
        var (start, epoch) = (batches.Position, batches.PerEpoch);
        var (last, again) = (-1, 0);
        return (index, _) =>
        {
            (last, again) = (index, index == last ? again + 1 : 0);
            var at = start.Batch + ((long)index * each) + again;
            batches.Position = new(start.Seed, start.Epoch + (at / epoch), at % epoch);
            return batches.Peek(1)[0];
        };
    }

    private TrainingParts Build(IReadOnlyList<string> overrides)
    {
        var config = _load(overrides);
        if (config.Train.Device != "cpu")
            throw new UsageException("Experiments run on the CPU: give --set train.device=cpu.");
        // the data are read once, unless they are what is changed
        var parts =
            _parts.Count == 0
            || overrides.Any(set =>
                set.StartsWith("data.", StringComparison.Ordinal) && !set.StartsWith("data.batch=", StringComparison.Ordinal)
            )
                ? TrainingParts.Build(config)
                : TrainingParts.Build(config, Parts.Data);
        parts.LoadWeights(config);
        _parts.Add(parts);
        return parts;
    }
}

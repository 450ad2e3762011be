using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// Everything a training needs, built from a checked config: whatever can still be wrong, files and devices, is found here, before anything
/// is written.
/// </summary>
internal sealed class TrainingParts : IDisposable
{
    private readonly Dataset _data;
    private readonly bool _ownsData;
    private readonly IReadOnlyList<Metric> _metrics;

    private TrainingParts(TrainConfig config, Device device, Dataset data, bool ownsData = true)
    {
        _ownsData = ownsData;
        if (config.Train.Threads is { } threads)
            set_num_threads(Ranks.Threads(threads));
        random.manual_seed(config.Train.Seed);
        TestedMachine.Ensure(device);
        Device = device;
        _data = data;
        if (_data.TrainX.shape[0] < config.Data.Batch)
            throw new UsageException(
                $"data.batch is {config.Data.Batch} but {_data.Name} has only "
                    + $"{_data.TrainX.shape[0]} training samples: choose a smaller batch."
            );
        if (config.Data.Augment is not null && _data.InputShape.Count != 3)
            throw new UsageException(
                $"data.augment changes images [channels, rows, columns], but the inputs of {_data.Name} are "
                    + $"[{string.Join(", ", _data.InputShape)}]: remove it."
            );
        Config = config;
        (Loss, _metrics) = (config.Loss.Create(LossData.Of(_data, config.Loss.Ignored)), config.Metrics);
        Task = ModelBuilder.Task(_data.Format, Loss);
        TrainingMemory.CheckPlanned(config, Task);
        Model = ModelBuilder.Build(config.Model, Task);
        if (config.Regularize.RDrop > 0 && !Dropouts.IsRandom(Model))
            throw new UsageException(
                "regularize: r-drop compares what two masks make of a batch, but the model has no dropout: add one, for instance "
                    + "{ name: dropout, p: 0.1 }, or remove r-drop."
            );

        if (!Model.parameters().Any(p => p.requires_grad))
            throw new UsageException(
                $"model {config.Model.Name} has no parameters that can be trained. Give it layers, as fields that "
                    + "RegisterComponents finds, whose parameters require gradients."
            );
        if (config.Model.Lsuv)
            FitToData(config);
        Model.to(device);
        TestedMachine.Ensure(Model); // what this model needs beyond that
        Optimizer = config.Optimizer.Create(Model.parameters());
        Schedule = config.Schedule.Create();
        var guard = config.Guard.Options();
        Guard = config.Regularize.Flip is { } flip ? guard with { Edits = [new DeadlyFlip(flip), .. guard.Edits] } : guard;
        if (_data.TrainX.shape[0] / config.Data.Batch < config.Train.Accumulate)
            throw new UsageException(
                $"train.accumulate is {config.Train.Accumulate} but an epoch of {_data.Name} has only "
                    + $"{_data.TrainX.shape[0] / config.Data.Batch} batches of {config.Data.Batch}: choose a smaller one."
            );
        Batches = new(_data.TrainX, _data.TrainY, config.Data.Batch, config.Train.Seed, device, augmentation: config.Data.Augment);
        ShareAmongRanks();
        using var scope = NewDisposeScope();
        if (config.Model is not { Layers: null, Own: null })
            TrainingMemory.CheckBuilt(config, Model, Batches.Peek(1)[0].x);
        Profile = ModelCheck.Run(config.Model.Name, Model, Loss, Batches.Peek(1)[0], Task);
        if (config.Model.Own is not null)
            ModelCheck.Gradients(config.Model.Name, Model, Batches.Peek(1)[0].x);
        ModelCheck.Targets(Loss, _data, Task);
        if (config.Data.Batch == 1)
            ModelCheck.SingleRows(config.Model.Name, Model, _data.TrainX.narrow(0, 0, 1), device);
    }

    /// <summary>What is measured besides the loss.</summary>
    public IReadOnlyList<Metric> Metrics => _metrics is { Count: > 0 } ? _metrics : Ballast.Metrics.For(Loss);

    /// <summary>The constant that is best on the training part, for the test data.</summary>
    public TrivialPredictor Trivial => new(Loss, _data.TrainY, _data.TestX, _data.TestY) { ClassNames = _data.ClassNames };

    /// <summary>What it was built from.</summary>
    public TrainConfig Config { get; }

    public Device Device { get; }

    public nn.Module<Tensor, Tensor> Model { get; }

    public Dataset Data => _data;

    public TrainingLoss Loss { get; }

    /// <summary>What the model takes and gives.</summary>
    public ModelTask Task { get; }

    /// <summary>What one batch found: every part with its size.</summary>
    public ModelProfile Profile { get; }

    public FusedOptimizer Optimizer { get; }

    public LearningRateSchedule Schedule { get; }

    public GuardOptions Guard { get; }

    public Batches Batches { get; }

    /// <exception cref="UsageException">There is no such device, or the parts do not fit.</exception>
    /// <exception cref="DatasetException">The data are not there, or not what they should be.</exception>
    public static TrainingParts Build(TrainConfig config, IProgress<DataProgress>? progress = null)
    {
        var device = Find(config.Train.Device);
        var task = config.Loss.Build(null).Classifies ? LearningTask.Classification : LearningTask.Regression;
        return new(config, device, config.Data.Source.Load(config.Data.Options with { Progress = progress, Task = task }));
    }

    /// <summary>The same over data that stay the caller's.</summary>
    public static TrainingParts Build(TrainConfig config, Dataset data) => new(config, Find(config.Train.Device), data, ownsData: false);

    private void ShareAmongRanks()
    {
        try
        {
            new TrainingRanks(Ranks.World).Share(Batches, Model);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"data.batch: {fault.Message.Split(" (Parameter")[0]}");
        }
    }

    // while the model is still where its generator is
    private void FitToData(TrainConfig config)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)config.Model.Options.Seed);
        var batches = new Batches(_data.TrainX, _data.TrainY, config.Data.Batch, config.Train.Seed, CPU);
        Initialize.Lsuv(Model, batches.Peek(1)[0].x, generator);
    }

    /// <summary>Begins with the weights that the config names, if it does. What fitted and what did not, in words.</summary>
    /// <exception cref="UsageException">They cannot be read, or nothing of them fits.</exception>
    public string? LoadWeights(TrainConfig config)
    {
        if (config.Model.Weights is not { } path)
            return null;
        try
        {
            var loaded = WeightFiles.Load(path, Model);
            return $"weights of {path}: {loaded.Loaded.Count} of {loaded.Loaded.Count + loaded.Kept.Count} tensors of the model"
                + (loaded.Kept.Count == 0 ? "" : $"; fresh: {string.Join(", ", loaded.Kept)}")
                + (loaded.Unused.Count == 0 ? "" : $"; not used: {string.Join(", ", loaded.Unused)}");
        }
        catch (Exception fault) when (fault is WeightFileException or ArgumentException)
        {
            throw new UsageException($"model.weights: {fault.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <summary>What trains it as the config says: <c>train</c> and whatever takes its steps again.</summary>
    /// <param name="sinks">Who receives the records.</param>
    /// <param name="progress">Who follows.</param>
    /// <param name="checkpoints">Where checkpoints go; null for none.</param>
    /// <param name="from">The checkpoint to go on from; null to begin.</param>
    /// <param name="facts">What checkpoints note.</param>
    public Trainer Trainer(
        IReadOnlyList<IRecordSink> sinks,
        IReadOnlyList<ITrainingProgress> progress,
        CheckpointFolder? checkpoints = null,
        string? from = null,
        IReadOnlyDictionary<string, string>? facts = null
    ) =>
        new()
        {
            Model = Model,
            Optimizer = Optimizer,
            Loss = Loss,
            Schedule = Schedule,
            Device = Device,
            RDrop = Config.Regularize.RDrop,
            Guard = Guard with { Sinks = sinks, Collective = Ranks.World, Overlap = Config.Train.Overlap },
            Recovery = Config.Guard.Recovery,
            Quarantine = Config.Guard.Quarantine,
            Progress = progress,
            Trivial = Trivial,
            Accumulate = Config.Train.Accumulate,
            MaxSteps = Config.Train.MaxSteps,
            EarlyStopping = Config.Train.EarlyStopping,
            Checkpoints = checkpoints,
            CheckpointEvery = Config.Train.Checkpoint?.Every ?? 1,
            Validate = Validate,
            ResumeFrom = from,
            Facts = facts ?? new Dictionary<string, string>(),
        };

    public EvaluationResult Evaluate() => Evaluation.On(Model, Loss, _data.TestX, _data.TestY, Device, _metrics, _data.TargetScaling);

    /// <summary>Loss and accuracy on the samples that were set aside for choosing, or null when none were.</summary>
    public Func<EvaluationResult>? Validate =>
        _data.Validation is { } validation
            ? () => Evaluation.On(Model, Loss, validation.X, validation.Y, Device, _metrics, _data.TargetScaling)
            : null;

    public void Dispose()
    {
        Batches.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        if (_ownsData)
            _data.Dispose();
    }

    private static Device Find(string name)
    {
        if (name == "cpu")
            return CPU;
        if (!cuda.is_available())
            throw new UsageException(
                $"train.device is {name}, but this libtorch sees no CUDA device: install a CUDA "
                    + "build of libtorch and the driver, or use --device cpu."
            );
        // each rank of this machine takes a device of its own
        var device = new Device(name == "cuda" && Ranks.World.LocalSize > 1 ? $"cuda:{Ranks.World.LocalRank % cuda.device_count()}" : name);
        return device.index < cuda.device_count()
            ? device
            : throw new UsageException($"train.device is {name}, but there are only {cuda.device_count()} CUDA devices, from cuda:0 on.");
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Everything a training needs, built from a checked config: whatever can still be wrong, files and devices, is found here, before anything is written.</summary>
internal sealed class TrainingParts : IDisposable
{
    private readonly Dataset _data;

    private TrainingParts(TrainConfig config, Device device)
    {
        if (config.Train.Threads is { } threads) set_num_threads(threads);
        random.manual_seed(config.Train.Seed);
        Device = device;
        _data = Datasets.Load(config.Data.Name, config.Data.Root, config.Data.Normalize);
        if (_data.TrainX.shape[0] < config.Data.Batch)
            throw new UsageException($"data.batch is {config.Data.Batch} but {_data.Name} has only {_data.TrainX.shape[0]} training samples: choose a smaller batch.");
        Loss = Losses.Create(config.Loss);
        try
        {
            Model = Models.Create(config.Model.Name, _data.InputShape, Loss.Outputs(_data.Classes), config.Model.Options);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"model: {fault.Message}");
        }

        Model.to(device);
        Optimizer = Create(config.Optimizer);
        Schedule = Schedules.Create(config.Schedule.Name, config.Schedule.Warmup);
        Guard = Create(config.Guard);
        if (_data.TrainX.shape[0] / config.Data.Batch < config.Train.Accumulate)
            throw new UsageException($"train.accumulate is {config.Train.Accumulate} but an epoch of {_data.Name} has only {_data.TrainX.shape[0] / config.Data.Batch} batches of {config.Data.Batch}: choose a smaller one.");
        Batches = new(_data.TrainX, _data.TrainY, config.Data.Batch, config.Train.Seed, device);
    }

    public Device Device { get; }

    public nn.Module<Tensor, Tensor> Model { get; }

    public Dataset Data => _data;

    public TrainingLoss Loss { get; }

    public FusedOptimizer Optimizer { get; }

    public LearningRateSchedule Schedule { get; }

    public GuardOptions Guard { get; }

    public Batches Batches { get; }

    /// <exception cref="UsageException">There is no such device, or the parts do not fit.</exception>
    public static TrainingParts Build(TrainConfig config) => new(config, Find(config.Train.Device));

    public (double Loss, double Accuracy) Evaluate() => Evaluation.On(Model, Loss, _data.TestX, _data.TestY, Device);

    public void Dispose()
    {
        Batches.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        _data.Dispose();
    }

    private static Device Find(string name)
    {
        if (name == "cpu") return CPU;
        if (!cuda.is_available())
            throw new UsageException($"train.device is {name}, but this libtorch sees no CUDA device: install a CUDA build of libtorch and the driver, or use --device cpu.");
        var device = new Device(name);
        return device.index < cuda.device_count()
            ? device
            : throw new UsageException($"train.device is {name}, but there are only {cuda.device_count()} CUDA devices, from cuda:0 on.");
    }

    private FusedOptimizer Create(OptimizerConfig it) => it.Name switch
    {
        "sgd" => Optimizers.SGD(Model.parameters(), it.Lr, it.Momentum, it.Dampening, it.WeightDecay, it.Nesterov),
        "adam" => Optimizers.Adam(Model.parameters(), it.Lr, it.Beta1, it.Beta2, it.Eps, it.WeightDecay),
        _ => Optimizers.AdamW(Model.parameters(), it.Lr, it.Beta1, it.Beta2, it.Eps, it.WeightDecay),
    };

    private static GuardOptions Create(GuardConfig it)
    {
        var preset = it.Preset switch
        {
            "auto" => GuardOptions.Auto,
            "observe" => GuardOptions.ObserveOnly,
            _ => GuardOptions.Off,
        };
        return preset with { Rules = [.. preset.Rules, .. it.Rules.Select(rule => Rules.ClipNorm(rule.Settings["max"]))] };
    }
}

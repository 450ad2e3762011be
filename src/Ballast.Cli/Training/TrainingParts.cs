using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Everything a training needs, built from a checked config: whatever can still be wrong, files and devices, is found here, before anything is written.</summary>
internal sealed class TrainingParts : IDisposable
{
    private readonly Dataset _data;
    private readonly IReadOnlyList<Metric> _metrics;

    private TrainingParts(TrainConfig config, Device device)
    {
        if (config.Train.Threads is { } threads) set_num_threads(threads);
        random.manual_seed(config.Train.Seed);
        Device = device;
        _data = Datasets.Load(config.Data.Name, config.Data.Root, config.Data.Normalize);
        if (_data.TrainX.shape[0] < config.Data.Batch)
            throw new UsageException($"data.batch is {config.Data.Batch} but {_data.Name} has only {_data.TrainX.shape[0]} training samples: choose a smaller batch.");
        (Loss, _metrics) = (config.Loss.Create(), config.Metrics);
        var outputs = Outputs();
        try
        {
            Model = Models.Create(config.Model.Name, _data.InputShape, outputs, config.Model.Options);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"model: {fault.Message}");
        }

        Model.to(device);
        Optimizer = config.Optimizer.Create(Model.parameters());
        Schedule = config.Schedule.Create();
        Guard = Create(config.Guard);
        Batches = new(_data.TrainX, _data.TrainY, config.Data.Batch, config.Train.Seed, device);
    }

    public Device Device { get; }

    public nn.Module<Tensor, Tensor> Model { get; }

    public TrainingLoss Loss { get; }

    public FusedOptimizer Optimizer { get; }

    public LearningRateSchedule Schedule { get; }

    public GuardOptions Guard { get; }

    public Batches Batches { get; }

    /// <exception cref="UsageException">There is no such device, or the parts do not fit.</exception>
    public static TrainingParts Build(TrainConfig config) => new(config, Find(config.Train.Device));

    public EvaluationResult Evaluate() => Evaluation.On(Model, Loss, _data.TestX, _data.TestY, Device, _metrics);

    public void Dispose()
    {
        Batches.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        _data.Dispose();
    }

    // a row of what the model will give: whether the targets suit the loss is known before anything is written
    private long Outputs()
    {
        using var scope = NewDisposeScope();
        try
        {
            var outputs = Loss.Outputs(_data.Classes);
            var row = _data.TrainY.narrow(0, 0, 1);
            Loss.forward(zeros(row.is_floating_point() ? [1, outputs] : [.. row.shape, outputs]), row);
            return outputs;
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"loss: {fault.Message}");
        }
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

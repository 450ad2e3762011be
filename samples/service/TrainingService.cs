using Ballast;
using TorchSharp;
using static TorchSharp.torch;

namespace Service;

/// <summary>How the training stands. Numbers that are not finite are null: JSON has none.</summary>
internal sealed record TrainingState(string Status, long Steps, long Refused, double? Loss, string Reason);

/// <summary>Trains on a thread of its own while the service answers; what it has learned is handed over whole, once an epoch.</summary>
internal sealed class TrainingService(IEnumerable<IRecordSink> sinks, ILogger<TrainingService> log) : BackgroundService
{
    public const string Runs = "runs";
    private const int Epochs = 30;

    private readonly Lock _lock = new();
    private nn.Module<Tensor, Tensor>? _learned;

    public TrainingState State { get; private set; } = new("starting", 0, 0, null, "");

    /// <summary>Whether the sum of squares of two numbers is above 1, as a probability; null for anything but two numbers.</summary>
    public float? Predict(float[] x)
    {
        lock (_lock)
        {
            if (x.Length != 2 || _learned is null)
                return null;
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            return _learned.call(tensor(x).reshape(1, 2)).sigmoid().item<float>();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Train(stoppingToken), TaskCreationOptions.LongRunning);

    private void Train(CancellationToken stop)
    {
        var (steps, refused) = (0L, 0L);
        using var count = Sinks.From(record =>
        {
            (steps, refused) = (record.Step + 1, refused + (record.Verdict.TakesStep ? 0 : 1));
            State = new("training", steps, refused, double.IsFinite(record.Loss) ? record.Loss : null, record.Verdict.Reason);
        });
        try
        {
            random.manual_seed(1);
            using var x = randn(4000, 2);
            using var y = x.pow(2.Held()).sum(1, keepdim: true).gt(1.Held()).to(ScalarType.Float32);
            using var model = Network();
            using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.01);
            using var batches = new Batches(x, y, size: 100, seed: 1);
            using var run = Sinks.RunFile(Path.Combine(Runs, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}"));
            using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Sinks = [.. sinks, run, count] });
            for (var epoch = 0; epoch < Epochs && !stop.IsCancellationRequested; epoch++)
            {
                foreach (var (input, target) in batches.Epoch())
                {
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    var loss = nn.functional.binary_cross_entropy_with_logits(model.call(input), target);
                    loss.backward();
                    guard.Step(loss);
                }

                HandOver(model);
            }

            State = State with { Status = "trained" };
        }
        catch (TrainingHaltedException halted)
        {
            State = State with { Status = "halted", Reason = halted.Message };
            log.LogError(halted, "the training was halted; what was learned before goes on answering");
        }
    }

    private void HandOver(nn.Module<Tensor, Tensor> model)
    {
        var copy = Network();
        copy.load_state_dict(model.state_dict());
        lock (_lock)
        {
            _learned?.Dispose();
            _learned = copy;
        }
    }

    private static TorchSharp.Modules.Sequential Network() =>
        nn.Sequential(("in", nn.Linear(2, 32)), ("act", nn.Tanh()), ("out", nn.Linear(32, 1)));
}

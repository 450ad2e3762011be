using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// A small training with all that has state: batch norm, dropout by libtorch's generator and by a seed of its own, momentum, a
/// schedule, accumulated batches; weights that start far too large and samples that are poisoned, so that the guard repairs, clips,
/// caps and skips; and a deadly flip so wary that it acts beneath the cap.
/// </summary>
internal sealed class FragileTraining : IDisposable
{
    private const int Width = 12,
        Samples = 16 * 17; // one batch of an epoch is left over
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x,
        _y;

    public FragileTraining(int seed = 1, Func<IEnumerable<Parameter>, optim.Optimizer>? optimizer = null)
    {
        random.manual_seed(seed);
        using var generator = new Generator((ulong)seed);
        _x = randn([Samples, 4], generator: generator);
        _y = _x.sum(1).IsPositive().to(ScalarType.Int64);
        _x[7].Set(double.NaN);
        _x[100].Set(1e30);
        Model = new Net();
        Optimizer = optimizer?.Invoke(Model.parameters()) ?? Ballast.Optimizers.SGD(Model.parameters(), lr: 0.2, momentum: 0.9);
        Batches = new(_x, _y, 16, seed);
    }

    public nn.Module<Tensor, Tensor> Model { get; }

    public optim.Optimizer Optimizer { get; }

    public Batches Batches { get; }

    /// <summary>Slows neurons and takes them back; what it remembers decides over later steps.</summary>
    public DeadlyFlip Flip { get; } =
        new(
            new()
            {
                Mode = FlipMode.Twin,
                KHi = 2,
                RFloor = 1e-3,
                RCeil = 0.01,
            }
        );

    public RecoveryOptions? Recovery { get; init; } = new();

    public static TrainingLoss Loss { get; } = Losses.CrossEntropy();

    public Trainer Trainer(
        CheckpointFolder? checkpoints = null,
        string? resumeFrom = null,
        int every = 5,
        IRecordSink[]? sinks = null,
        params ITrainingProgress[] progress
    ) =>
        new()
        {
            Model = Model,
            Optimizer = Optimizer,
            Loss = Loss,
            Recovery = Recovery,
            Schedule = Schedules.Cosine(5),
            Accumulate = 2,
            Guard = GuardOptions.Auto with { Sinks = sinks ?? [], Edits = [Flip] },
            Progress = progress,
            Checkpoints = checkpoints,
            CheckpointEvery = every,
            ResumeFrom = resumeFrom,
        };

    /// <summary>Of the samples that are not poisoned.</summary>
    public EvaluationResult Evaluate() => Evaluation.On(Model, Loss, _x.narrow(0, 101, 100), _y.narrow(0, 101, 100));

    /// <summary>Every bit of parameters and buffers.</summary>
    public string Bits() =>
        Convert.ToHexString([.. Model.parameters().Concat(Model.buffers()).SelectMany(tensor => tensor.bytes.ToArray())]);

    public void Dispose()
    {
        Batches.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
        Flip.Dispose();
        _scope.Dispose();
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> layers = nn.Sequential(
            nn.Linear(4, Width),
            BatchNorms.Over1d(Width),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(Width, Width),
            nn.ReLU(),
            Dropouts.Dropout(0.2, seed: 3),
            nn.Linear(Width, 2)
        );

        public Net()
            : base(nameof(Net))
        {
            RegisterComponents();
            using var off = no_grad();
            foreach (var weight in layers.parameters().Where(it => it.dim() > 1))
                weight.Scale(30);
        }

        public override Tensor forward(Tensor x) => layers.call(x);
    }
}

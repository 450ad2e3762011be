using Ballast.Testing;
using Ballast.Tests.Recovery;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Replicas;

/// <summary>
/// A small regression in float64 on as many ranks as are wanted, with what a guard has to act upon: a sample that is NaN, one that is far
/// out, a learning rate that caps and clips.
/// </summary>
internal sealed record SharedTraining(int Ranks)
{
    private const int Rows = 16,
        Samples = Rows * 20;
    private static readonly Lock s_building = new();

    public Func<IEnumerable<Parameter>, optim.Optimizer> Optimizer { get; init; } = p => Ballast.Optimizers.AdamW(p, lr: 0.02);

    public int Epochs { get; init; } = 5;

    public bool Faulty { get; init; }

    /// <summary>After which steps a weight of rank 0 turns NaN.</summary>
    public long[] BreakAfter { get; init; } = [];

    public Func<GuardOptions> Guard { get; init; } = () => GuardOptions.Auto;

    public RecoveryOptions? Recovery { get; init; } = new() { Every = 6, ConfirmAfter = 3 };

    public Func<nn.Module<Tensor, Tensor>> Model { get; init; } = Perceptron;

    /// <summary>Whether gradients are sent while others are computed.</summary>
    public bool Overlap { get; init; }

    public CheckpointFolder? Checkpoints { get; init; }

    public string? ResumeFrom { get; init; }

    public long? MaxSteps { get; init; }

    public static nn.Module<Tensor, Tensor> Perceptron() => Perceptron(16);

    /// <summary>Of more than one stretch that is sent by itself.</summary>
    public static nn.Module<Tensor, Tensor> WidePerceptron() => Perceptron(300);

    private static nn.Module<Tensor, Tensor> Perceptron(long width) =>
        nn.Sequential(
            nn.Linear(5, width, dtype: ScalarType.Float64),
            nn.Tanh(),
            nn.Linear(width, width, dtype: ScalarType.Float64),
            nn.Tanh(),
            nn.Linear(width, 1, dtype: ScalarType.Float64)
        );

    public RankResult[] Run() => ThreadCollective.Run(Ranks, Train);

    public RankResult Train(ICollective world)
    {
        using var scope = NewDisposeScope();
        nn.Module<Tensor, Tensor> model;
        Tensor x,
            y;
        lock (s_building)
        {
            random.manual_seed(7 + world.Rank); // ranks may begin with other weights: rank 0's hold
            model = Model();
            using var generator = new Generator(3);
            x = randn([Samples, 5], ScalarType.Float64, generator: generator);
            y = x.narrow(1, 0, 1).sin().add(x.narrow(1, 1, 1).mul(x.narrow(1, 2, 1)));
            if (Faulty)
            {
                x[37].Set(double.NaN);
                x[91].Set(3e4);
            }
        }

        using var optimizer = Optimizer(model.parameters());
        using var batches = new Batches(x, y, Rows, seed: 1);
        using var sink = new CollectingSink();
        var guard = Guard() with { Collective = world, Overlap = Overlap };
        var trainer = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = Losses.MSE(),
            Schedule = Schedules.Cosine(5),
            Recovery = Recovery,
            Guard = guard with { Sinks = [sink] },
            Progress = [new Breaker(model, BreakAfter)],
            Checkpoints = Checkpoints,
            CheckpointEvery = 7,
            ResumeFrom = ResumeFrom,
            MaxSteps = MaxSteps,
        };
        var summary = trainer.Fit(batches, () => Evaluation.On(model, Losses.MSE(), x.narrow(0, 100, 200), y.narrow(0, 100, 200)), Epochs);
        double[] values =
        [
            .. model.parameters().Concat(model.buffers()).SelectMany(it => it.to(ScalarType.Float64).data<double>().ToArray()),
        ];
        model.Dispose();
        return new(summary, values, sink.Records);
    }
}

internal sealed record RankResult(TrainingSummary Summary, double[] Weights, IReadOnlyList<StepRecord> Records)
{
    public double Distance(RankResult other) => Weights.Zip(other.Weights, (a, b) => Math.Abs(a - b)).Max();
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A model of the zoo on a task that suits it, the level it has to reach, and what makes it explode.</summary>
/// <param name="Name">The row.</param>
/// <param name="Model">Its name in the zoo.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Task">What it learns; drawn anew for each training.</param>
/// <param name="Rate">The learning rate of Adam, or of SGD with momentum where <paramref name="Sgd"/>.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="Target">The test loss it has to reach.</param>
internal sealed record ZooTraining(
    string Name,
    string Model,
    ModelOptions Options,
    Func<Dataset> Task,
    double Rate,
    int Epochs,
    double Target
)
{
    private const int Batch = 32;

    public static readonly ZooTraining[] All =
    [
        new("mlp", "mlp", new() { Hidden = [32, 32, 32] }, TwoMoons, 0.05, 8, 0.1) { Sgd = true },
        new("plain-cnn", "plain-cnn", new() { Channels = [8, 16], Hidden = [32] }, Images, 0.05, 6, 0.8) { Sgd = true },
        new("resnet", "resnet", new() { Width = 16, Depth = 4 }, TwoMoons, 0.2, 6, 0.1) { Sgd = true },
        new(
            "resnet with layer norm",
            "resnet",
            new()
            {
                Norm = "layer",
                Width = 16,
                Depth = 4,
            },
            TwoMoons,
            0.1,
            6,
            0.1
        )
        {
            Sgd = true,
        },
        new(
            "resnet without normalisation",
            "resnet",
            new()
            {
                Norm = "none",
                Width = 16,
                Depth = 6,
            },
            TwoMoons,
            0.003,
            8,
            0.1
        )
        {
            Gain = 3,
        },
        new("rnn", "rnn", new() { Width = 32, Activation = "relu" }, TemporalOrder, 0.003, 10, 0.3) { Gain = 3 },
        new("gru", "gru", new() { Width = 32 }, Echo, 1, 12, 0.3) { Sgd = true },
        new("lstm", "lstm", new() { Width = 32 }, Echo, 2, 16, 0.3) { Sgd = true },
        new(
            "transformer",
            "transformer",
            new()
            {
                Width = 32,
                Heads = 2,
                Causal = true,
            },
            Text,
            0.1,
            6,
            1
        )
        {
            Sgd = true,
        },
        new(
            "transformer, post-LN",
            "transformer",
            new()
            {
                Width = 32,
                Heads = 2,
                Causal = true,
                NormFirst = false,
            },
            Text,
            0.01,
            6,
            1
        ),
    ];

    public bool Sgd { get; init; }

    /// <summary>What the initialisation is multiplied with to explode; null where the learning rate is, by 30.</summary>
    public double? Gain { get; init; }

    /// <summary>How it ends, and the loss of the best answer that is the same for all inputs.</summary>
    public (TrainingSummary End, double Trivial) Run(GuardOptions guard, bool explode)
    {
        using var scope = NewDisposeScope();
        using var data = Task();
        var loss = Losses.CrossEntropy();
        var options = Options with { Symbols = data.Symbols, Output = data.TargetShape.Count > 0 ? "all" : null };
        var (rate, init) = (Rate, (double?)null);
        if (explode && Gain is { } gain)
            init = gain;
        else if (explode)
            rate *= 30;
        if (init is { } factor)
            options = Exploding(options, factor);
        using var model = Models.Create(Model, data.InputShape, loss.Outputs((int)data.Outputs), options);
        using FusedOptimizer optimizer = Sgd
            ? Ballast.Optimizers.SGD(model.parameters(), rate, momentum: 0.9)
            : Ballast.Optimizers.Adam(model.parameters(), rate);
        using var batches = new Batches(data.TrainX, data.TrainY, Batch, seed: 1);
        var end = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = loss,
            Guard = guard,
            Schedule = Schedules.Cosine(),
        }.Fit(batches, () => Evaluation.On(model, loss, data.TestX, data.TestY), Epochs);
        var shares = data.TestY.flatten().bincount(null, data.Classes).to(ScalarType.Float64) / data.TestY.numel();
        return (end, -shares.xlogy(shares).sum().item<double>());
    }

    private ModelOptions Exploding(ModelOptions options, double factor) =>
        Model == "rnn"
            ? options with
            {
                RecurrentInit = Initializations.Orthogonal(factor),
            }
            : options with
            {
                Init = Initializations.He(factor),
            };

    private static Dataset TwoMoons() => Datasets.Synthetic(SyntheticTasks.TwoMoons(), 1000, new() { Normalize = Normalization.Standard });

    private static Dataset TemporalOrder() => Datasets.Synthetic(SyntheticTasks.TemporalOrder(12), 1600);

    private static Dataset Echo() => Datasets.Synthetic(SyntheticTasks.Echo(10, 2), 800);

    private static Dataset Text() => Datasets.Synthetic(SyntheticTasks.MarkovText(), 1000);

    private static Dataset Images()
    {
        using var all = Datasets.Load("fashion-mnist-sample");
        return new(
            "some images",
            all.TrainX.narrow(0, 0, 1024).clone(),
            all.TrainY.narrow(0, 0, 1024).clone(),
            all.TestX.narrow(0, 0, 500).clone(),
            all.TestY.narrow(0, 0, 500).clone(),
            all.Classes
        );
    }
}

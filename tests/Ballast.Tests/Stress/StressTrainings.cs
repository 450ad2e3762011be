using Ballast.Lab;
using Ballast.Testing;
using TorchSharp;
using static Ballast.Tests.StressParts;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Small trainings that between them run everything in the library that computes. All of it is seeded.</summary>
internal static class StressTrainings
{
    public static IReadOnlyCollection<string> Zoo => Models.Names;

    /// <summary>Every model of the zoo and every layer, made again and again.</summary>
    public static void Build(Trace trace, int times)
    {
        var tasks = Zoo.Select(name => (Name: name, Data: Task(name))).ToArray();
        for (var i = 0; i < times; i++)
        {
            foreach (var (name, data) in tasks)
            {
                using var model = Model(name, data, Losses.CrossEntropy());
                trace.Add(model);
            }

            foreach (var row in LayerRow.All)
            {
                using var generator = new Generator((ulong)i);
                using var x = Input(row, generator);
                using var layer = LayerOf(row, x, generator);
                trace.Add(layer);
            }
        }

        foreach (var (_, data) in tasks)
            data.Dispose();
    }

    /// <summary>
    /// A model of the zoo by the trainer, evaluated with all metrics of its loss; in float64, whose convolutions are right on every
    /// machine.
    /// </summary>
    public static void Fit(Trace trace, string name)
    {
        var loss = Losses.CrossEntropy();
        using var data = Task(name);
        using var model = Model(name, data, loss);
        if (data.Symbols is null)
            model.to(ScalarType.Float64);
        using var x = data.Symbols is null ? data.TrainX.to(ScalarType.Float64) : data.TrainX.alias();
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.3, momentum: 0.9);
        using var batches = new Batches(x, data.TrainY, Batch, seed: 1);
        var trainer = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = loss,
            Guard = GuardOptions.Auto,
            Schedule = Schedules.Cosine(20),
            Accumulate = 2,
        };
        trace.Add(trainer.Fit(batches, () => Evaluation.On(model, loss, x, data.TrainY, metrics: Metrics.For(loss)), epochs: 100));
        trace.Add(model);
    }

    public static void Optimize(Trace trace, OptimizerRow row, int steps)
    {
        using var model = Net();
        using var optimizer = row.Make(model.parameters());
        using var lines = new Lines(Batch);
        Step(
            trace,
            model,
            optimizer,
            () => Loss(model, lines.X, lines.Y),
            steps,
            GuardOptions.Auto with
            {
                Edits = [Projections.L2Ball(2, on: name => name.EndsWith("weight", StringComparison.Ordinal)), Projections.Box(-3, 3)],
            }
        );
        for (var i = 0; i < 20; i++)
            optimizer.StepElsewhere(); // by tensor operations, as on a GPU
        trace.Add(model);
    }

    public static void Lose(Trace trace, LossRow row, int steps)
    {
        using var model = Models.Mlp([4], row.Outputs, new ModelOptions { Hidden = [8] });
        using var optimizer = Ballast.Optimizers.Adam(model.parameters(), 0.01);
        using var lines = new Lines(Batch);
        using var y = Kept(() =>
            row.Tensor([.. Enumerable.Range(0, Batch).Select(i => row.Target((i + 0.5) / Batch))], ScalarType.Float32)
        );
        var loss = row.Create();
        Step(
            trace,
            model,
            optimizer,
            () =>
            {
                using var output = model.call(lines.X);
                using var values = output.detach();
                trace.Add(loss.Accuracy(values, y));
                return loss.forward(output, y);
            },
            steps
        );
    }

    public static void Drop(Trace trace, DropoutRow row, int steps)
    {
        using var x = Kept(() => row.Input());
        using var dropout = row.Create(0.3, 5);
        using var shape = dropout.call(x);
        using var model = nn.Sequential(("dropout", dropout), ("flat", nn.Flatten(0)), ("head", nn.Linear(shape.numel(), 2)));
        using var optimizer = Ballast.Optimizers.Lion(model.parameters(), 0.001);
        Initialise(model);
        Step(trace, model, optimizer, () => SumOfSquares(model, x), steps);
    }

    public static void Layer(Trace trace, LayerRow row, int steps)
    {
        using var generator = new Generator(7);
        using var x = Input(row, generator);
        using var layer = LayerOf(row, x, generator);
        Dropouts.Seed(layer, 3);
        using var before = nn.Linear(row.Arriving[^1], row.Arriving[^1]);
        using var model = new LayerStack("layers", row.OfSymbols ? [("layer", layer)] : [("before", before), ("layer", layer)]);
        Initializations.LeCun().Apply(before, generator);
        if (!row.OfSymbols)
            model.to(ScalarType.Float64);
        using var input = row.OfSymbols ? x.alias() : x.to(ScalarType.Float64);
        using var optimizer = Ballast.Optimizers.AdamW(model.parameters(), 0.01);
        Step(trace, model, optimizer, () => SumOfSquares(model, input), steps);
    }

    /// <summary>So wary that it acts all the time.</summary>
    public static void Flip(Trace trace, FlipMode mode, int steps)
    {
        using var model = Models.Rnn([5, 4], 2, new ModelOptions { Width = 8 });
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.5, momentum: 0.9);
        using var flip = new DeadlyFlip(
            new()
            {
                Mode = mode,
                KHi = 1.5,
                RFloor = 1e-3,
                RCeil = 0.01,
            }
        );
        using var lines = new Lines(Batch);
        using var x = Kept(() => lines.X.unsqueeze(1).expand(Batch, 5, 4).contiguous());
        Step(trace, model, optimizer, () => Loss(model, x, lines.Y), steps, GuardOptions.Auto with { Edits = [flip] });
        trace.Add(flip.Flips, flip.Rejections);
    }

    public static void SetUp(Trace trace, int nets)
    {
        for (var seed = 1; seed <= nets; seed++)
        {
            using var net = new ExplodingNet(seed, gain: 1 + (seed % 4), depth: 4, width: 8);
            using var optimizer = Ballast.Optimizers.Adam(net.parameters(), 0.01);
            using var guard = StepGuard.For(net, optimizer, GuardOptions.Auto);
            guard.Prepare(Enumerable.Range(0, 5), _ => net.Loss());
            Step(trace, net, optimizer, () => net.Loss(), 20, guard);
        }
    }

    public static void Augment(Trace trace, int steps)
    {
        using var lines = new Lines(64);
        using var x = Kept(() => lines.X.view(64, 1, 2, 2).repeat(1, 2, 4, 4));
        using var batches = new Batches(x, lines.Y, Batch, seed: 2, augmentation: new(Crop: 2, Flip: true, Cutout: 3));
        using var model = nn.Sequential(nn.Flatten(), Net(128));
        using var optimizer = Ballast.Optimizers.AdamW(model.parameters(), 0.01);
        var trainer = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = Losses.CrossEntropy(label_smoothing: 0.1),
            Guard = GuardOptions.Auto,
            MaxSteps = steps,
        };
        trace.Add(trainer.Fit(batches, () => Evaluation.On(model, Losses.CrossEntropy(), x, lines.Y), epochs: 1000));
        trace.Add(model);
    }

    public static void Measure(Trace trace)
    {
        using var lines = new Lines(64);
        using var classes = Net();
        using var values = Net(outputs: 1);
        using var numbers = Kept(() => lines.Y.to(ScalarType.Float32).unsqueeze(1));
        foreach (
            var (model, loss, target) in new (nn.Module<Tensor, Tensor>, TrainingLoss, Tensor)[]
            {
                (classes, Losses.CrossEntropy(), lines.Y),
                (values, Losses.MSE(), numbers),
                (values, Losses.BceWithLogits(), lines.Y),
            }
        )
        {
            Metric[] suited =
            [
                .. Metrics
                    .Names.Select(Metrics.Create)
                    .Where(metric =>
                        metric.Classifies == loss.Classifies && (model == classes || metric.Name is not ("perplexity" or "top-5"))
                    ),
            ];
            for (var i = 0; i < 200; i++)
            {
                var result = Evaluation.On(model, loss, lines.X, target, metrics: suited);
                trace.Add([result.Loss, result.Accuracy, .. result.Metrics.Select(metric => metric.Value)]);
            }
        }
    }

    public static void Repeat(Trace trace, int steps)
    {
        using var model = nn.Sequential(Net(outputs: 8), Dropouts.Dropout(0.3, 1), nn.Linear(8, 2));
        using var optimizer = Ballast.Optimizers.Adam(model.parameters(), 0.01);
        Initialise(model);
        using var lines = new Lines(Batch);
        Step(
            trace,
            model,
            optimizer,
            () =>
            {
                var (output, loss) = RDrop.Forward(model, Losses.CrossEntropy(), lines.X, lines.Y);
                output.Dispose();
                return loss;
            },
            steps
        );
        for (var i = 0; i < 50; i++)
        {
            using var prediction = MonteCarlo.Predict(model, lines.X, samples: 5);
            trace.Add(prediction.Probability);
            trace.Add(prediction.MutualInformation);
        }
    }

    /// <summary>Stops and goes on from its checkpoint.</summary>
    public static void Resume(Trace trace)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-").FullName;
        try
        {
            for (var epochs = 2; epochs <= 12; epochs += 2)
            {
                using var training = new FragileTraining();
                var checkpoints = new CheckpointFolder(folder);
                trace.Add(training.Trainer(checkpoints, checkpoints.NewestGood()?.Path).Fit(training.Batches, training.Evaluate, epochs));
                trace.Add(training.Model);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void Try(Trace trace, string name, string policy)
    {
        var scenario = Scenarios.Sets.SelectMany(set => set.Value).First(it => it.Name == name);
        var result = TrialRunner.Run(scenario, Policies.Create(policy), 1);
        trace.Add([result.Final, result.Skipped, result.Capped, .. result.Curve]);
    }
}

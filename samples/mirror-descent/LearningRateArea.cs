using System.Globalization;
using Ballast;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

/// <summary>
/// At how many of eight learning rates a method trains: a perceptron on the Fashion-MNIST sample, 200 steps, with the plain step
/// and under the guard. To train is to reach a test accuracy of 0.75.
/// </summary>
internal static class LearningRateArea
{
    private const int Steps = 200;
    private static readonly double[] Rates = [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    private static readonly (string Name, Func<IEnumerable<Parameter>, double, FusedOptimizer> Make)[] Methods =
    [
        ("SGD", (p, lr) => Optimizers.SGD(p, lr)),
        ("SGD, momentum 0.9", (p, lr) => Optimizers.SGD(p, lr, momentum: 0.9)),
        ("AdamW", (p, lr) => Optimizers.AdamW(p, lr)),
        ("hypentropy 1, no dual clip", (p, lr) => Optimizers.MirrorDescent(p, MirrorMaps.Hypentropy(), lr, dual_clip: 0)),
        ("hypentropy 1 (default)", (p, lr) => Optimizers.MirrorDescent(p, MirrorMaps.Hypentropy(), lr)),
        ("hypentropy 1, momentum 0.9", (p, lr) => Optimizers.MirrorDescent(p, MirrorMaps.Hypentropy(), lr, momentum: 0.9)),
        ("Euclidean, momentum 0.9", (p, lr) => Optimizers.MirrorDescent(p, MirrorMaps.Euclidean(), lr, momentum: 0.9)),
        ("q 3", (p, lr) => Optimizers.MirrorDescent(p, MirrorMaps.QNorm(3), lr)),
        ("Polyak, Euclidean, momentum 0.9", (p, lr) =>
            Optimizers.MirrorDescent(p, MirrorMaps.Euclidean(), lr, momentum: 0.9, dual_clip: 0, polyak: new PolyakStep { Softness = 10 })
        ),
        ("Polyak, hypentropy 1, momentum 0.9", (p, lr) =>
            Optimizers.MirrorDescent(p, MirrorMaps.Hypentropy(), lr, momentum: 0.9, dual_clip: 0, polyak: new PolyakStep { Softness = 10 })
        ),
    ];

    public static void Run()
    {
        using var data = Datasets.Load("fashion-mnist-sample");
        foreach (var guarded in new[] { false, true })
        {
            Console.WriteLine($"\n{(guarded ? "With" : "Without")} the guard:\n");
            Console.WriteLine(
                $"| method | {string.Join(" | ", Rates.Select(rate => rate.ToString(CultureInfo.InvariantCulture)))} | trains |\n"
                    + $"| --- |{string.Concat(Enumerable.Repeat(" --- |", Rates.Length + 1))}"
            );
            foreach (var (name, make) in Methods)
            {
                double[] accuracies = [.. Rates.Select(rate => Train(data, make, rate, guarded))];
                Console.WriteLine(
                    $"| {name} | {string.Join(" | ", accuracies.Select(a => a.ToString("0.000", CultureInfo.InvariantCulture)))} "
                        + $"| {accuracies.Count(a => a >= 0.75)} of 8 |"
                );
            }
        }
    }

    private static double Train(Dataset data, Func<IEnumerable<Parameter>, double, FusedOptimizer> make, double rate, bool guarded)
    {
        using var scope = NewDisposeScope();
        using var model = Models.Mlp(data.InputShape, data.Classes, new ModelOptions { Hidden = [128, 128], Seed = 1 });
        using var optimizer = make(model.parameters(), rate);
        using var guard = StepGuard.For(model, optimizer, guarded ? GuardOptions.Auto with { Horizon = Steps } : GuardOptions.Off);
        using var batches = new Batches(data.TrainX, data.TrainY, 128, seed: 1);
        if (guarded)
            guard.Prepare(batches.Peek(5), batch => nn.functional.cross_entropy(model.call(batch.x), batch.y));
        try
        {
            for (var step = 0; step < Steps; )
            {
                foreach (var (x, y) in batches.Epoch())
                {
                    if (step++ == Steps)
                        break;
                    using var inner = NewDisposeScope();
                    optimizer.zero_grad();
                    var loss = nn.functional.cross_entropy(model.call(x), y);
                    guard.Backward(loss);
                    guard.Step(loss);
                }
            }
        }
        catch (TrainingHaltedException)
        {
            // the weights are those of the last step that was taken: they are what it reached
        }

        return Evaluation.On(model, Losses.CrossEntropy(), data.TestX, data.TestY).Accuracy;
    }
}

using Ballast.Reference;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A loss as the battery sees it.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Create">The loss.</param>
/// <param name="Outputs">How many numbers the model gives.</param>
/// <param name="Target">One target row from a random number in [0, 1): a class, or some numbers.</param>
/// <param name="Slow">The mean by the reference, of rows of outputs and rows of targets.</param>
public sealed record LossRow(
    string Name,
    Func<TrainingLoss> Create,
    int Outputs,
    Func<double, double[]> Target,
    Func<double[][], double[][], double> Slow
)
{
    private static readonly double[] Weight = [1, 0.5, 3],
        Positive = [2, 1, 0.5];

    public static IReadOnlyDictionary<string, LossRow> All { get; } =
        new LossRow[]
        {
            new("cross-entropy", () => Losses.CrossEntropy(), 3, Class(3), (o, t) => SlowLosses.CrossEntropy(o, First(t))),
            new(
                "cross-entropy, weighted",
                () => Losses.CrossEntropy(Weight),
                3,
                Class(3),
                (o, t) => SlowLosses.CrossEntropy(o, First(t), Weight)
            ),
            new(
                "cross-entropy, smoothed",
                () => Losses.CrossEntropy(label_smoothing: 0.2),
                3,
                Class(3),
                (o, t) => SlowLosses.CrossEntropy(o, First(t), smoothing: 0.2)
            ),
            new(
                "cross-entropy, all",
                () => Losses.CrossEntropy(Weight, 0.1, 2),
                3,
                Class(3),
                (o, t) => SlowLosses.CrossEntropy(o, First(t), Weight, 0.1, 2)
            ),
            new(
                "cross-entropy, z",
                () => Losses.CrossEntropy(z_loss: 0.3),
                3,
                Class(3),
                (o, t) => SlowLosses.CrossEntropy(o, First(t)) + (0.3 * o.Average(SlowLosses.SquaredNormalizer))
            ),
            new(
                "cross-entropy, z and all",
                () => Losses.CrossEntropy(Weight, 0.1, 2, 0.3),
                3,
                Class(3),
                (o, t) => SlowLosses.CrossEntropy(o, First(t), Weight, 0.1, 2) + (0.3 * Counted(o, First(t)))
            ),
            new("bce-with-logits", () => Losses.BceWithLogits(), 1, Class(2), Each((o, t) => SlowLosses.Bce(o, t))),
            new("bce-with-logits, weighted", () => Losses.BceWithLogits([2.5]), 1, Class(2), Each((o, t) => SlowLosses.Bce(o, t, 2.5))),
            new(
                "bce-with-logits, many",
                () => Losses.BceWithLogits(Positive),
                3,
                u => [u, 1 - u, u * u],
                (o, t) => o.Zip(t, (a, b) => Enumerable.Range(0, 3).Average(i => SlowLosses.Bce(a[i], b[i], Positive[i]))).Average()
            ),
            new("mse", Losses.MSE, 2, u => [u, -u], Each((o, t) => (o - t) * (o - t))),
            new("mae", Losses.MAE, 2, u => [u, -u], Each((o, t) => Math.Abs(o - t))),
            new("huber", () => Losses.Huber(0.7), 2, u => [u, -u], Each((o, t) => SlowLosses.Huber(o - t, 0.7))),
            new("poisson-nll", Losses.PoissonNll, 2, u => [Math.Floor(9 * u), Math.Floor(3 * u)], Each(SlowLosses.Poisson)),
            new(
                "gaussian-nll",
                () => Losses.GaussianNll(1e-3),
                4,
                u => [u, -u],
                (o, t) =>
                    o.Zip(t, (a, b) => (SlowLosses.Gaussian(a[0], a[2], b[0], 1e-3) + SlowLosses.Gaussian(a[1], a[3], b[1], 1e-3)) / 2)
                        .Average()
            ),
        }.ToDictionary(row => row.Name);

    public bool Labels => Target(0.5).Length == 1 && Name.StartsWith("cross", StringComparison.Ordinal) || Outputs == 1;

    /// <summary>Targets as a tensor: labels int64 [n], numbers [n, k].</summary>
    public Tensor Tensor(double[][] targets, ScalarType type) =>
        Labels
            ? tensor(First(targets).Select(it => (long)it).ToArray())
            : tensor(targets.SelectMany(it => it).ToArray()).view(targets.Length, -1).to(type);

    public override string ToString() => Name;

    private static Func<double, double[]> Class(int classes) => u => [Math.Floor(u * classes)];

    private static double[] First(double[][] rows) => [.. rows.Select(row => row[0])];

    private static Func<double[][], double[][], double> Each(Func<double, double, double> one) =>
        (o, t) => o.Zip(t, (a, b) => a.Zip(b, one).Average()).Average();

    // over what counts, by its weight; of a batch that is ignored nothing
    private static double Counted(double[][] outputs, double[] labels)
    {
        var (sum, all) = (0.0, 0.0);
        foreach (var (output, label) in outputs.Zip(labels))
            if (label != 2)
                (sum, all) = (sum + (Weight[(int)label] * SlowLosses.SquaredNormalizer(output)), all + Weight[(int)label]);
        return all == 0 ? 0 : sum / all;
    }
}

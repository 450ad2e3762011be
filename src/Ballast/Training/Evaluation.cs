using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Measures a model on data that is not trained on.</summary>
public static class Evaluation
{
    private const int BatchSize = 500;
    private const long MostValues = 1 << 25; // of inputs in one batch: large pictures go through in smaller ones
    private static readonly Metric Right = Metrics.Accuracy();

    /// <summary>
    /// Mean loss, share of right answers and metrics over a whole set, in evaluation mode and without gradients; the mode is put back.
    /// Waits for the device once, at the end.
    /// </summary>
    /// <param name="model">Called through <c>call()</c>.</param>
    /// <param name="loss">What is averaged and counted.</param>
    /// <param name="x">Inputs [n, ...].</param>
    /// <param name="y">Targets [n, ...].</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="metrics">What is measured besides; by default as <see cref="Metrics.For"/>.</param>
    /// <param name="targets">How targets were scaled, so that metrics are in the user's units; the loss is of what it was trained on.
    /// Default: not at all.</param>
    /// <exception cref="ArgumentException">A metric does not suit the loss, or targets do not suit it.</exception>
    public static EvaluationResult On(
        nn.Module<Tensor, Tensor> model,
        TrainingLoss loss,
        Tensor x,
        Tensor y,
        Device? device = null,
        IReadOnlyList<Metric>? metrics = null,
        TargetScaling? targets = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        MachineTest.Ensure(model);
        Metric[] asked =
        [
            .. (metrics ?? Metrics.For(loss)).Select(metric => Suited(metric, loss)).Where(metric => metric.Name != Right.Name),
        ];
        Metric[] all = loss.Classifies ? [Right, .. asked] : asked;
        using var outer = NewDisposeScope();
        var sums = new Tensor?[all.Length + 1]; // the last holds the loss and its weight
        var training = model.training;
        model.eval();
        try
        {
            using var off = no_grad();
            foreach (
                var (inputs, wanted) in Batches.InOrder(
                    x,
                    y,
                    (int)Math.Clamp(MostValues * x.shape[0] / Math.Max(1, x.numel()), 1, BatchSize),
                    device
                )
            )
            {
                using var scope = NewDisposeScope();
                var output = model.call(inputs);
                var answers = (targets ?? TargetScaling.Identity).Restore(loss.Answer(output, wanted));
                for (var i = 0; i < all.Length; i++)
                    Join(ref sums[i], all[i].Measure(answers), all[i].Join);
                var weight = loss.Weight(wanted);
                Join(ref sums[^1], stack([loss.forward(output, wanted).to(ScalarType.Float64) * weight, weight]), static (a, b) =>
                    a.Plus(b)
                );
            }
        }
        finally
        {
            model.train(training);
        }

        var numbers = sums.Select(Numbers).ToArray();
        MetricValue[] values =
        [
            .. all.Select((metric, i) => numbers[i].Length == 0 ? new(metric.Name, double.NaN) : metric.Value(numbers[i])),
        ];
        return new(numbers[^1] is [var total, var count] ? total / count : double.NaN, loss.Classifies ? values[0].Value : double.NaN)
        {
            Metrics = loss.Classifies ? values[1..] : values,
        };
    }

    private static void Join(ref Tensor? sums, Tensor more, Func<Tensor, Tensor, Tensor> join)
    {
        var before = sums;
        sums = (before is null ? more : join(before, more)).MoveToOuterDisposeScope();
        before?.Dispose();
    }

    private static double[] Numbers(Tensor? sums) => sums is null ? [] : [.. sums.cpu().contiguous().data<double>()];

    private static Metric Suited(Metric metric, TrainingLoss loss) =>
        metric.Classifies == loss.Classifies
            ? metric
            : throw new ArgumentException(
                $"The metric {metric.Name} is for {(metric.Classifies ? "classes" : "predicted numbers")}, and {loss.Name} is "
                    + $"not. Choose one of {string.Join(", ", Metrics.For(loss).Select(it => it.Name))}."
            );
}

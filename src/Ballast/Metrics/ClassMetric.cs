using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Precision, recall, F1. Sums per class, [3, classes]: hits, how often it was called, how often it was there. A class that was neither
/// called nor there is NaN and left out of the mean; 0/0 of any other is 0.
/// </summary>
internal sealed class ClassMetric(string name, Func<double, double, double, double> share) : Metric(name, classifies: true)
{
    public override Tensor Measure(Answers answers)
    {
        var there = answers.Truth.IsAtLeast(0);
        var hits = answers.Truth.Masked(answers.Prediction.ne(answers.Truth), -1);
        var called = answers.Prediction.Masked(there.logical_not(), -1);
        return stack([
            ClassCount.Of(hits, answers.Classes),
            ClassCount.Of(called, answers.Classes),
            ClassCount.Of(answers.Truth, answers.Classes),
        ]);
    }

    public override MetricValue Value(ReadOnlySpan<double> sums)
    {
        var classes = sums.Length / 3;
        var each = new double[classes];
        for (var i = 0; i < classes; i++)
        {
            var (hit, called, there) = (sums[i], sums[classes + i], sums[(2 * classes) + i]);
            each[i] =
                called + there == 0 ? double.NaN
                : hit == 0 ? 0
                : share(hit, called, there);
        }

        return new(Name, each.Where(it => !double.IsNaN(it)).DefaultIfEmpty(double.NaN).Average()) { Details = each };
    }
}

using static TorchSharp.torch;

namespace Ballast;

/// <summary>Sums: how often class i was called class j, [classes, classes].</summary>
internal sealed class ConfusionMetric() : Metric("confusion", classifies: true)
{
    public override Tensor Measure(Answers answers)
    {
        var classes = answers.Classes;
        var pair = answers.Truth.Times(classes).Plus(answers.Prediction).Masked(answers.Truth.IsBelow(0), -1);
        return ClassCount.Of(pair, classes * classes).view(classes, classes);
    }

    public override MetricValue Value(ReadOnlySpan<double> sums)
    {
        var classes = (int)Math.Sqrt(sums.Length);
        var (right, all) = (0.0, 0.0);
        for (var i = 0; i < sums.Length; i++)
        {
            all += sums[i];
            if (i % (classes + 1) == 0)
                right += sums[i];
        }

        return new(Name, right / all) { Details = sums.ToArray() };
    }
}

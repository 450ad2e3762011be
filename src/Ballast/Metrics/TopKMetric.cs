using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Sums: examples whose class is among the k largest logits, examples.</summary>
internal sealed class TopKMetric(int k)
    : Metric(string.Create(CultureInfo.InvariantCulture, $"top-{Require.AtLeast(k, 1)}"), classifies: true)
{
    public override Tensor Measure(Answers answers)
    {
        if (answers.Output.shape[1] < 2)
            throw new ArgumentException(
                $"{Name} needs a logit per class, and this model gives one for both. Use accuracy.",
                nameof(answers)
            );
        var (_, best) = answers.Output.topk((int)Math.Min(k, answers.Output.shape[1]), 1);
        return stack([best.eq(answers.Truth.unsqueeze(1)).sum(), answers.Truth.IsAtLeast(0).sum()]).to(ScalarType.Float64);
    }

    public override MetricValue Value(ReadOnlySpan<double> sums) => new(Name, sums[0] / sums[1]);
}

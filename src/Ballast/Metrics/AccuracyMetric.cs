using static TorchSharp.torch;

namespace Ballast;

/// <summary>Sums: right answers, answers.</summary>
internal sealed class AccuracyMetric() : Metric("accuracy", classifies: true)
{
    public override Tensor Measure(Answers answers) =>
        stack([answers.Prediction.eq(answers.Truth).sum(), answers.Truth.IsAtLeast(0).sum()]).to(ScalarType.Float64);

    public override MetricValue Value(ReadOnlySpan<double> sums) => new(Name, sums[0] / sums[1]);
}

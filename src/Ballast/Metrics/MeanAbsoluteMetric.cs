using static TorchSharp.torch;

namespace Ballast;

/// <summary>Sums: absolute differences, how many.</summary>
internal sealed class MeanAbsoluteMetric() : Metric("mae", classifies: false)
{
    public override Tensor Measure(Answers answers) =>
        stack([(answers.Prediction.to(ScalarType.Float64) - answers.Truth).abs().sum(), tensor((double)answers.Truth.numel(), device: answers.Truth.device)]);

    public override MetricValue Value(ReadOnlySpan<double> sums) => new(Name, sums[0] / sums[1]);
}

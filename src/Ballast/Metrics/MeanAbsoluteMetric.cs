using static TorchSharp.torch;

namespace Ballast;

/// <summary>Sums: absolute differences, how many; of several values in a target also the differences of each.</summary>
internal sealed class MeanAbsoluteMetric() : Metric("mae", classifies: false)
{
    public override Tensor Measure(Answers answers)
    {
        var apart = (answers.Prediction.to(ScalarType.Float64) - answers.Truth).abs();
        var all = stack([apart.sum(), tensor((double)answers.Truth.numel(), device: answers.Truth.device)]);
        return apart.shape[1] == 1 ? all : cat([all, apart.sum(dim: 0)], 0);
    }

    public override MetricValue Value(ReadOnlySpan<double> sums)
    {
        var each = sums[2..].ToArray();
        for (var i = 0; i < each.Length; i++)
            each[i] *= each.Length / sums[1];
        return new(Name, sums[0] / sums[1]) { Details = each };
    }
}

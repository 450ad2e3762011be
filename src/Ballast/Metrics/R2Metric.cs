using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Sums per value of a target, [4, values]: examples, mean, squared distances from that mean, squared errors. Means and distances are
/// joined by the update of Chan, Golub, LeVeque (1983): sums of squares would lose the variance of targets far from 0.
/// </summary>
internal sealed class R2Metric() : Metric("r2", classifies: false)
{
    public override Tensor Measure(Answers answers)
    {
        var truth = answers.Truth.to(ScalarType.Float64);
        var mean = truth.mean([0]);
        return stack([
            mean.Filled(truth.shape[0]),
            mean,
            (truth - mean).Squared().sum(dim: 0),
            (answers.Prediction - truth).Squared().sum(dim: 0),
        ]);
    }

    public override Tensor Join(Tensor a, Tensor b)
    {
        var (n, apart) = (a[0].Plus(b[0]), b[1] - a[1]);
        return stack([n, a[1].Plus(apart * b[0] / n), a[2].Plus(b[2]).Plus(apart.Squared() * a[0] * b[0] / n), a[3].Plus(b[3])]);
    }

    public override MetricValue Value(ReadOnlySpan<double> sums)
    {
        var values = sums.Length / 4;
        var (total, each) = (0.0, new double[values]);
        for (var i = 0; i < values; i++)
        {
            var (spread, error) = (sums[(2 * values) + i], sums[(3 * values) + i]);
            total += each[i] = spread > 0 ? 1 - (error / spread) : double.NaN;
        }

        return new(Name, total / values) { Details = values > 1 ? each : [] };
    }
}

namespace Ballast.Reference;

/// <summary>The losses as they are written in books, one number at a time in float64, without a thought for overflow.</summary>
public static class SlowLosses
{
    /// <summary>The squared log of a softmax' denominator.</summary>
    public static double SquaredNormalizer(double[] logits) =>
        logits.Max() is var most ? Math.Pow(most + Math.Log(logits.Sum(x => Math.Exp(x - most))), 2) : 0;

    public static double CrossEntropy(
        double[][] logits,
        double[] labels,
        double[]? weight = null,
        double smoothing = 0,
        long? ignored = null
    )
    {
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < logits.Length; i++)
        {
            var label = (long)labels[i];
            if (label == ignored)
                continue;
            var normal = Math.Log(logits[i].Sum(Math.Exp));
            var classes = logits[i].Length;
            for (var c = 0; c < classes; c++)
            {
                var wanted = (smoothing / classes) + (c == label ? 1 - smoothing : 0);
                sum -= wanted * (weight?[c] ?? 1) * (logits[i][c] - normal);
            }

            total += weight?[label] ?? 1;
        }

        return total == 0 ? 0 : sum / total;
    }

    public static double Bce(double logit, double wanted, double positive = 1)
    {
        var p = 1 / (1 + Math.Exp(-logit));
        return -((positive * wanted * Math.Log(p)) + ((1 - wanted) * Math.Log(1 - p)));
    }

    public static double Huber(double difference, double delta) =>
        Math.Abs(difference) <= delta ? difference * difference / 2 : delta * (Math.Abs(difference) - (delta / 2));

    public static double Poisson(double logRate, double count) => Math.Exp(logRate) - (count * logRate);

    public static double Gaussian(double mean, double logVariance, double value, double eps)
    {
        var variance = Math.Max(eps, Math.Exp(logVariance));
        return (Math.Log(variance) + ((value - mean) * (value - mean) / variance)) / 2;
    }
}

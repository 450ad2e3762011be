namespace Ballast.Reference;

/// <summary>ZClip by its definition: everything is computed anew from all norms that were taken.</summary>
public static class SlowZClip
{
    /// <summary>What the next norm is brought to.</summary>
    /// <param name="taken">The norms of all steps before, each taken.</param>
    /// <param name="norm">The next.</param>
    /// <param name="threshold">Standard deviations that are borne.</param>
    /// <param name="memory">What a step leaves of mean and variance.</param>
    /// <param name="after">Steps that are only looked at.</param>
    public static (double Target, double Deviations, double Mean) Target(
        IReadOnlyList<double> taken,
        double norm,
        double threshold,
        double memory,
        int after
    )
    {
        if (taken.Count < after)
            return (norm, 0, 0);
        double[] first = [.. taken.Take(after).Order()];
        var mean = Middle(first);
        // a standard deviation of a normal distribution is 1.4826 median deviations
        double[] deviations = [.. first.Select(it => Math.Abs(it - mean)).Order()];
        var variance = Math.Pow(1.4826 * Middle(deviations), 2);
        foreach (var earlier in taken.Skip(after))
        {
            var learned = Brought(earlier, mean, variance, threshold);
            variance = (memory * variance) + ((1 - memory) * Math.Pow(learned - mean, 2));
            mean = (memory * mean) + ((1 - memory) * learned);
        }

        return (Brought(norm, mean, variance, threshold), (norm - mean) / Spread(mean, variance), mean);
    }

    private static double Spread(double mean, double variance) => Math.Max(Math.Sqrt(variance), 0.01 * mean);

    private static double Brought(double norm, double mean, double variance, double threshold)
    {
        var spread = Spread(mean, variance);
        var z = (norm - mean) / spread;
        return z > threshold ? mean + (threshold * threshold / z * spread) : norm;
    }

    private static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

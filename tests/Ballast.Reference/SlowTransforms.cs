namespace Ballast.Reference;

/// <summary>Gradient transforms of one tensor from their definitions, value by value in float64.</summary>
public static class SlowTransforms
{
    public static double[] ClipValue(double[] g, double max) => [.. g.Select(x => Math.Clamp(x, -max, max))];

    public static double[] Agc(double[] g, double[] w, int units, double ratio, double floor)
    {
        var result = (double[])g.Clone();
        var width = g.Length / units;
        for (var unit = 0; unit < units; unit++)
        {
            var at = unit * width;
            var (size, weight) = (Norm(g, at, width), Norm(w, at, width));
            if (size > ratio * Math.Max(weight, floor))
                for (var i = at; i < at + width; i++)
                    result[i] *= ratio * Math.Max(weight, floor) / Math.Max(size, 1e-6);
        }

        return result;
    }

    public static double[] Centralize(double[] g, int units)
    {
        var width = g.Length / units;
        return width == 1 ? g : [.. g.Select((x, i) => x - g.Skip(i / width * width).Take(width).Average())];
    }

    public static double[] Normalize(double[] g, double norm) =>
        Norm(g, 0, g.Length) is var size && size == 0 ? g : [.. g.Select(x => x * norm / size)];

    public static double[] TrustRatio(double[] g, double[] w, double coefficient) =>
        Norm(w, 0, w.Length) is var weight && weight == 0 ? g : Normalize(g, coefficient * weight);

    /// <summary>Over a whole history, of which the last one comes back.</summary>
    public static double[] ClipSpikeValues(IReadOnlyList<double[]> history, double threshold, double memory, int after)
    {
        var mean = new double[history[0].Length];
        var last = history[0];
        for (var step = 0; step < history.Count; step++)
        {
            last = (double[])history[step].Clone();
            for (var i = 0; i < mean.Length; i++)
            {
                var left = last[i];
                var most = step == 0 ? 0 : Math.Sqrt(threshold * mean[i] / (1 - Math.Pow(memory, step)));
                if (most > 0 && Math.Abs(left) > most)
                    left = Math.Sign(left) * most;
                if (step >= after)
                    last[i] = left;
                mean[i] = (memory * mean[i]) + ((1 - memory) * left * left);
            }
        }

        return last;
    }

    private static double Norm(double[] values, int from, int count) => Math.Sqrt(values.Skip(from).Take(count).Sum(x => x * x));
}

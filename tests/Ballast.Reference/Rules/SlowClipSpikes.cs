namespace Ballast.Reference;

/// <summary>
/// Spike clipping for one tensor, from its definition: keeps every norm that was learned and folds the whole history again
/// at each step.
/// </summary>
public sealed class SlowClipSpikes(double factor, double memory, int after)
{
    private readonly List<double> _seen = [],
        _learned = []; // the latter with spikes shortened

    public double Scale(double norm)
    {
        if (_learned.Count < after || !double.IsFinite(norm) || norm == 0)
            return 1;
        var (usual, borne) = (Usual(), Borne());
        return norm > borne * usual ? usual * (borne / factor) / norm : 1;
    }

    public void Learn(double norm)
    {
        if (!double.IsFinite(norm) || norm == 0)
            return;
        _learned.Add(Scale(norm) == 1 ? norm : Borne() * Usual());
        _seen.Add(norm);
    }

    // the running geometric mean; the k-th value weighs 1 / k until the memory limits it
    private double Usual()
    {
        double logarithm = 0;
        for (var k = 0; k < _learned.Count; k++)
        {
            var decay = k / (k + 1.0) < memory ? k / (k + 1.0) : memory;
            logarithm = (logarithm * decay) + (Math.Log(_learned[k]) * (1 - decay));
        }

        return Math.Exp(logarithm);
    }

    // how many times the mean is borne: twice the spread of what had been seen by then, growing by at most 5 %
    private double Borne()
    {
        var borne = Math.Log(factor);
        for (var k = 1; k <= _seen.Count; k++)
            borne = Math.Max(
                Math.Log(factor),
                Math.Min(borne * 1.05, 2 * Spread([.. _seen.Take(k).TakeLast(32).Select(norm => Math.Log(norm))]))
            );
        return Math.Exp(borne);
    }

    private static double Spread(double[] last)
    {
        if (last.Length < 8)
            return 0;
        double[] sorted = [.. last.Order()],
            steps = [.. last.Zip(last.Skip(1), (before, after) => Math.Abs(after - before)).Order()];
        return Math.Min(
            (sorted[(int)(0.4 * last.Length)] - sorted[(int)(0.15 * last.Length)]) / 0.783,
            steps[(int)(0.4 * steps.Length)] / 0.742
        );
    }
}

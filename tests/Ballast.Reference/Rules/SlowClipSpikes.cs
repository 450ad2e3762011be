namespace Ballast.Reference;

/// <summary>
/// Spike clipping for one tensor, from its definition: keeps every norm that was learned and folds the whole history again
/// at each step.
/// </summary>
public sealed class SlowClipSpikes(double factor, double memory, int after)
{
    private readonly List<double> _learned = [];

    public double Scale(double norm)
    {
        if (_learned.Count < after || !double.IsFinite(norm) || norm == 0) return 1;
        var (usual, borne) = Fold(_learned.Count);
        return norm > borne * usual ? usual * (borne / factor) / norm : 1;
    }

    public void Learn(double norm)
    {
        if (!double.IsFinite(norm) || norm == 0) return;
        var (usual, borne) = Fold(_learned.Count);
        _learned.Add(Scale(norm) == 1 ? norm : borne * usual);
    }

    // of the first values the running geometric mean, and how many times that is borne; the k-th value weighs 1 / k until the memory limits it
    private (double Usual, double Borne) Fold(int count)
    {
        double logarithm = 0, below = 0, borne = factor;
        for (var k = 0; k < count; k++)
        {
            var decay = k / (k + 1.0) < memory ? k / (k + 1.0) : memory;
            var value = Math.Log(_learned[k]);
            var distance = k > 0 && value < logarithm ? Math.Min(logarithm - value, Math.Log(borne)) : 0;
            logarithm = (logarithm * decay) + (value * (1 - decay));
            below = (below * decay) + (distance * distance * (1 - decay));
            borne = Math.Max(factor, Math.Exp(2 * Math.Sqrt(2 * below)));
        }

        return (Math.Exp(logarithm), borne);
    }
}

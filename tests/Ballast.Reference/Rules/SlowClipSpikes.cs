namespace Ballast.Reference;

/// <summary>
/// Spike clipping for one tensor, from its definition: keeps every norm that was learned and folds the whole history again
/// at each step.
/// </summary>
public sealed class SlowClipSpikes(double factor, double memory, int after)
{
    private readonly List<double> _seen = [], _learned = [];   // the latter with spikes shortened

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
        _seen.Add(norm);
        _learned.Add(_learned.Count >= after && norm > borne * usual ? borne * usual : norm);
    }

    // of the first values the running geometric mean, and how many times that is borne; the k-th value weighs 1 / k until the memory limits it
    private (double Usual, double Borne) Fold(int count)
    {
        double logarithm = 0, squares = 0, above = 0;
        for (var k = 0; k < count; k++)
        {
            var decay = k / (k + 1.0) < memory ? k / (k + 1.0) : memory;
            var below = -above;
            above = k == 0 ? 0 : Math.Log(_seen[k]) - logarithm;
            var swing = below > 0 && above > 0 ? Math.Min(below, above) : 0;
            logarithm = (logarithm * decay) + (Math.Log(_learned[k]) * (1 - decay));
            squares = (squares * decay) + (swing * swing * (1 - decay));
        }

        return (Math.Exp(logarithm), Math.Max(factor, Math.Exp(2 * Math.Sqrt(squares / 0.09))));
    }
}

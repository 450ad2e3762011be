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
        _seen.Add(norm);
        var (usual, borne) = Fold(_learned.Count);
        _learned.Add(_learned.Count >= after && norm > borne * usual ? borne * usual : norm);
    }

    // of the first values the running geometric mean, and how many times that is borne; the k-th value weighs 1 / k until the memory limits it
    private (double Usual, double Borne) Fold(int count)
    {
        double logarithm = 0;
        for (var k = 0; k < count; k++)
        {
            var decay = k / (k + 1.0) < memory ? k / (k + 1.0) : memory;
            logarithm = (logarithm * decay) + (Math.Log(_learned[k]) * (1 - decay));
        }

        double[] last = [.. _seen.TakeLast(32).Select(norm => Math.Log(norm)).Order()];
        var spread = last.Length < 8 ? 0 : (last[last.Length / 2] - last[last.Length / 4]) / 0.6745;
        return (Math.Exp(logarithm), Math.Max(factor, Math.Exp(2 * spread)));
    }
}

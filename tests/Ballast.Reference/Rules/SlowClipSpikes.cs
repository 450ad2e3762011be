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
        var usual = Usual();
        return norm > factor * usual ? usual / norm : 1;
    }

    public void Learn(double norm)
    {
        if (!double.IsFinite(norm) || norm == 0) return;
        _learned.Add(Scale(norm) == 1 ? norm : factor * Usual());
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
}

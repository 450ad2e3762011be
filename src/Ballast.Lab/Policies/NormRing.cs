namespace Ballast.Lab;

/// <summary>The last 128 numbers, and how far above their mean one may be: nothing is said before there are 64.</summary>
internal sealed class NormRing
{
    private const int Length = 128,
        From = 64;
    private const double LeastSpread = 1e-6;
    private readonly Queue<double> _values = new();

    /// <summary>Mean and so many standard deviations; infinite where there are too few.</summary>
    public double Limit(double deviations)
    {
        if (_values.Count < From)
            return double.PositiveInfinity;
        var mean = _values.Average();
        return mean + (deviations * Math.Max(LeastSpread, Math.Sqrt(_values.Average(value => (value - mean) * (value - mean)))));
    }

    public void Add(double value)
    {
        _values.Enqueue(value);
        if (_values.Count > Length)
            _values.Dequeue();
    }
}

namespace Ballast;

/// <summary>The last 32 values, and how widely they are spread below their median. A value costs some ten nanoseconds.</summary>
internal sealed class RecentValues
{
    private const int Most = 32, Least = 8;
    private const double QuartileOfSpread = 0.6745;   // of a normal distribution of spread 1
    private readonly double[] _ring = new double[Most], _sorted = new double[Most];
    private int _count, _next;

    /// <param name="values">The last ones, oldest first.</param>
    public RecentValues(ReadOnlySpan<double> values)
    {
        foreach (var value in values) Add(value);
    }

    /// <summary>Oldest first.</summary>
    public IEnumerable<double> Values => Enumerable.Range(0, _count).Select(i => _ring[(_next - _count + i + Most) % Most]);

    /// <summary>The standard deviation, if they were normal, from median and lower quartile; 0 for fewer than 8.</summary>
    public double LowerSpread => _count < Least ? 0 : (_sorted[_count / 2] - _sorted[_count / 4]) / QuartileOfSpread;

    /// <summary>How many are kept of so many.</summary>
    public static int Kept(long count) => (int)Math.Min(count, Most);

    /// <summary>Adds a value in the place of the oldest.</summary>
    public void Add(double value)
    {
        if (_count == Most)
        {
            var oldest = _sorted.AsSpan(0, _count).BinarySearch(_ring[_next]);
            _sorted.AsSpan((oldest + 1).._count).CopyTo(_sorted.AsSpan(oldest));
            _count--;
        }

        var at = _sorted.AsSpan(0, _count).BinarySearch(value);
        if (at < 0) at = ~at;   // where it belongs
        _sorted.AsSpan(at.._count).CopyTo(_sorted.AsSpan(at + 1));
        _sorted[at] = value;
        _ring[_next] = value;
        (_next, _count) = ((_next + 1) % Most, _count + 1);
    }
}

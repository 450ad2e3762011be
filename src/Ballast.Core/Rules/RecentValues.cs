namespace Ballast;

/// <summary>The last 32 values, and how widely they are spread from one to the next. A value costs some ten nanoseconds.</summary>
internal sealed class RecentValues
{
    private const int Most = 32,
        Least = 8;
    private const double LowerOfSpread = 0.783,
        StepOfSpread = 0.742; // between its quantiles 15 % and 40 %, and below 40 % of its steps lie, of a normal distribution of spread 1
    private readonly double[] _ring = new double[Most],
        _sorted = new double[Most];
    private int _count,
        _next;

    /// <param name="values">The last ones, oldest first.</param>
    public RecentValues(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            Add(value);
    }

    /// <summary>Oldest first.</summary>
    public IEnumerable<double> Values => Enumerable.Range(0, _count).Select(At);

    /// <summary>
    /// Their standard deviation, if they were normal, from quantiles that large values do not reach, up to three fifths of all; 0 for fewer
    /// than 8.
    /// </summary>
    public double LowerSpread => _count < Least ? 0 : (_sorted[Place(0.4, _count)] - _sorted[Place(0.15, _count)]) / LowerOfSpread;

    /// <summary>
    /// The same from the smaller steps from one to the next, which a slow fall does not reach. Sorts, half a microsecond.
    /// </summary>
    public double StepSpread
    {
        get
        {
            if (_count < Least)
                return 0;
            Span<double> steps = stackalloc double[_count - 1];
            for (var i = 0; i < steps.Length; i++)
                steps[i] = Math.Abs(At(i + 1) - At(i));
            steps.Sort();
            return steps[Place(0.4, steps.Length)] / StepOfSpread;
        }
    }

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
        if (at < 0)
            at = ~at; // where it belongs
        _sorted.AsSpan(at.._count).CopyTo(_sorted.AsSpan(at + 1));
        _sorted[at] = value;
        _ring[_next] = value;
        (_next, _count) = ((_next + 1) % Most, _count + 1);
    }

    private static int Place(double share, int count) => (int)(share * count);

    private double At(int index) => _ring[(_next - _count + index + Most) % Most];
}

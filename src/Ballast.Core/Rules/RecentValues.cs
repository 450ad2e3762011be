namespace Ballast;

/// <summary>The last values, 32 as a rule, and how widely they are spread. Of 32 a value costs some ten nanoseconds.</summary>
internal sealed class RecentValues
{
    private const int Usual = 32,
        Least = 8;
    private const double NormalDeviation = 1.4826, // a normal distribution's spread over its median deviation
        LowerOfSpread = 0.783,
        StepOfSpread = 0.742; // between its quantiles 15 % and 40 %, and below 40 % of its steps lie, of a normal distribution of spread 1
    private readonly double[] _ring,
        _sorted;
    private int _next;

    /// <param name="values">The last ones, oldest first.</param>
    /// <param name="capacity">How many are kept.</param>
    public RecentValues(ReadOnlySpan<double> values, int capacity = Usual)
    {
        (_ring, _sorted) = (new double[capacity], new double[capacity]);
        foreach (var value in values)
            Add(value);
    }

    public int Count { get; private set; }

    /// <summary>Oldest first.</summary>
    public IEnumerable<double> Values => Enumerable.Range(0, Count).Select(At);

    /// <summary>
    /// Their standard deviation, if they were normal, from quantiles that large values do not reach, up to three fifths of all; 0 for fewer
    /// than 8.
    /// </summary>
    public double LowerSpread => Count < Least ? 0 : (_sorted[Place(0.4, Count)] - _sorted[Place(0.15, Count)]) / LowerOfSpread;

    /// <summary>
    /// The same from the smaller steps from one to the next, which a slow fall does not reach. Sorts, half a microsecond.
    /// </summary>
    public double StepSpread
    {
        get
        {
            if (Count < Least)
                return 0;
            Span<double> steps = stackalloc double[Count - 1];
            for (var i = 0; i < steps.Length; i++)
                steps[i] = Math.Abs(At(i + 1) - At(i));
            steps.Sort();
            return steps[Place(0.4, steps.Length)] / StepOfSpread;
        }
    }

    /// <summary>
    /// Below which value such a share of them lies, linear between neighbours as NumPy's <c>percentile</c>; NaN where there is none.
    /// </summary>
    public double Quantile(double share) => Quantile(_sorted.AsSpan(0, Count), share);

    /// <summary>
    /// Their standard deviation, if they were normal, from the median of their distances from the median: outliers do not move it. Sorts.
    /// </summary>
    public double MedianSpread
    {
        get
        {
            var middle = Quantile(0.5);
            double[] distances = [.. Values.Select(value => Math.Abs(value - middle))];
            Array.Sort(distances);
            return NormalDeviation * Quantile(distances, 0.5);
        }
    }

    private static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
            return double.NaN;
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Of 32, how many are kept of so many.</summary>
    public static int Kept(long count) => (int)Math.Min(count, Usual);

    /// <summary>Adds a value in the place of the oldest.</summary>
    public void Add(double value)
    {
        if (Count == _ring.Length)
        {
            var oldest = _sorted.AsSpan(0, Count).BinarySearch(_ring[_next]);
            _sorted.AsSpan((oldest + 1)..Count).CopyTo(_sorted.AsSpan(oldest));
            Count--;
        }

        var at = _sorted.AsSpan(0, Count).BinarySearch(value);
        if (at < 0)
            at = ~at; // where it belongs
        _sorted.AsSpan(at..Count).CopyTo(_sorted.AsSpan(at + 1));
        _sorted[at] = value;
        _ring[_next] = value;
        (_next, Count) = ((_next + 1) % _ring.Length, Count + 1);
    }

    private static int Place(double share, int count) => (int)(share * count);

    private double At(int index) => _ring[(_next - Count + index + _ring.Length) % _ring.Length];
}

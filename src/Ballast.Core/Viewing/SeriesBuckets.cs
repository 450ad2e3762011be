namespace Ballast;

/// <summary>
/// One number per step, of which a bucket keeps the lowest, the highest and the last finite value, and whether any was NaN or infinite:
/// no peak and no NaN is ever averaged away. Not thread-safe.
/// </summary>
internal sealed class SeriesBuckets
{
    private readonly List<Bucket> _buckets = [];

    /// <summary>Notes a value; NaN where <paramref name="isMissing"/> means that there is none.</summary>
    public void Add(int bucket, double value, bool isMissing = false)
    {
        while (_buckets.Count <= bucket)
            _buckets.Add(Bucket.None);
        if (!isMissing)
            _buckets[bucket] = _buckets[bucket].With(value);
    }

    /// <summary>Joins neighbours, as if the buckets had been twice as wide from the beginning.</summary>
    public void Halve()
    {
        for (var i = 0; 2 * i < _buckets.Count; i++)
            _buckets[i] = (2 * i) + 1 < _buckets.Count ? _buckets[2 * i].Then(_buckets[(2 * i) + 1]) : _buckets[2 * i];
        _buckets.RemoveRange((_buckets.Count + 1) / 2, _buckets.Count - ((_buckets.Count + 1) / 2));
    }

    /// <summary>The numbers of <paramref name="count"/> buckets, several of which are joined into one.</summary>
    public SeriesView View(int first, int count, int joined)
    {
        var shown = (count + joined - 1) / joined;
        var (low, high, last, broken) = (new double[shown], new double[shown], new double[shown], new int[shown]);
        for (var i = 0; i < shown; i++)
        {
            var bucket = Bucket.None;
            for (var j = first + (i * joined); j < Math.Min(first + ((i + 1) * joined), Math.Min(first + count, _buckets.Count)); j++)
                bucket = bucket.Then(_buckets[j]);
            (low[i], high[i], last[i], broken[i]) = (bucket.Low, bucket.High, bucket.Last, (int)bucket.Broken);
        }

        return new(low, high, last, broken);
    }

    private readonly record struct Bucket(double Low, double High, double Last, Brokenness Broken)
    {
        public static readonly Bucket None = new(double.NaN, double.NaN, double.NaN, Brokenness.None);

        public Bucket With(double value) =>
            double.IsFinite(value) ? new(Lower(Low, value), Higher(High, value), value, Broken)
            : double.IsNaN(value) ? this with { Broken = Broken | Brokenness.NaN }
            : this with { Broken = Broken | Brokenness.Infinite };

        public Bucket Then(Bucket next) =>
            new(Lower(Low, next.Low), Higher(High, next.High), double.IsNaN(next.Last) ? Last : next.Last, Broken | next.Broken);

        // NaN stands for no value here
        private static double Lower(double a, double b) => b < a || double.IsNaN(a) ? b : a;

        private static double Higher(double a, double b) => b > a || double.IsNaN(a) ? b : a;
    }
}

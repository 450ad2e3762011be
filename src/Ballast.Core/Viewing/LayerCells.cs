using System.Numerics;

namespace Ballast;

/// <summary>
/// One quantity of all parameters, bucket by bucket. Of a bucket the one value is kept that one has to see: NaN before infinity, infinity
/// before a number, of numbers the largest. Memory: 4 bytes a cell. Not thread-safe.
/// </summary>
internal sealed class LayerCells(int parameters)
{
    /// <summary>A cell without a measurement: what is measured is never below 0.</summary>
    public const float Unmeasured = -1;

    private float[] _cells = [];

    /// <summary>Buckets that hold something.</summary>
    public int Buckets { get; private set; }

    /// <summary>Notes a value of each parameter.</summary>
    public void Add(int bucket, ReadOnlySpan<float> values)
    {
        Reach(bucket);
        Join(_cells.AsSpan(bucket * parameters, parameters), values);
    }

    /// <summary>Joins neighbours, as if the buckets had been twice as wide from the beginning.</summary>
    public void Halve()
    {
        var half = (Buckets + 1) / 2;
        for (var bucket = 0; bucket < half; bucket++)
        {
            if (bucket > 0)
                Row(2 * bucket).CopyTo(Row(bucket));
            if ((2 * bucket) + 1 < Buckets)
                Join(Row(bucket), Row((2 * bucket) + 1));
        }

        _cells.AsSpan(half * parameters, (Buckets - half) * parameters).Fill(Unmeasured);
        Buckets = half;
    }

    /// <summary>Cells of <paramref name="count"/> buckets, several joined into one; row by row, a row for each parameter.</summary>
    public float[] View(int first, int count, int joined)
    {
        var shown = (count + joined - 1) / joined;
        var view = new float[shown * parameters];
        view.AsSpan().Fill(Unmeasured);
        for (var bucket = first; bucket < Math.Min(first + count, Buckets); bucket++)
        for (var i = 0; i < parameters; i++)
        {
            ref var cell = ref view[(i * shown) + ((bucket - first) / joined)];
            cell = MathF.Max(cell, _cells[(bucket * parameters) + i]);
        }

        return view;
    }

    private void Reach(int bucket)
    {
        if (bucket < Buckets)
            return;
        var (before, needed) = (_cells.Length, (bucket + 1) * parameters);
        if (needed > before)
        {
            Array.Resize(ref _cells, Math.Max(needed, 2 * before));
            _cells.AsSpan(before).Fill(Unmeasured);
        }

        Buckets = bucket + 1;
    }

    private Span<float> Row(int bucket) => _cells.AsSpan(bucket * parameters, parameters);

    // the maximum of IEEE 754: NaN if either is
    private static void Join(Span<float> cells, ReadOnlySpan<float> others)
    {
        var i = 0;
        for (; i <= cells.Length - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Max(new Vector<float>(cells[i..]), new Vector<float>(others[i..])).CopyTo(cells[i..]);
        for (; i < cells.Length; i++)
            cells[i] = MathF.Max(cells[i], others[i]);
    }
}

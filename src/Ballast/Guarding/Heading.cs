namespace Ballast;

/// <summary>
/// Whether the weights keep going the same way: the cosine between the way of the last stretch of steps and that of the stretch
/// before it, over a few watched values of each parameter. Near 1 the solution is far ahead, near 0 the way is noise, below 0
/// the weights swing. Watching 64 values of a parameter costs less than a microsecond in host memory.
/// </summary>
internal sealed class Heading(ParameterTable table)
{
    private const int Watched = 64;
    private readonly int[] _counts = [.. table.Infos.Select(info => (int)Math.Min(info.Count, Watched))];
    private readonly long[] _limited = [.. table.Limited];
    private float[] _weights = [],
        _way = [],
        _spare = []; // made once: a step allocates little, whatever the number of parameters
    private int _known; // 0, then where the weights were, then a way too

    /// <summary>What is remembered between two stretches.</summary>
    public HeadingState State
    {
        get => new(_known > 0 ? [.. _weights] : null, _known > 1 ? [.. _way] : null, [.. _limited]);
        set
        {
            Make();
            value.Weights?.CopyTo(_weights, 0);
            value.Way?.CopyTo(_way, 0);
            value.Limited.CopyTo(_limited, 0);
            _known =
                value.Way is not null ? 2
                : value.Weights is not null ? 1
                : 0;
        }
    }

    /// <summary>
    /// Ends a stretch: the mean cosine of the parameters that were limited in it, each as often as it was; null where none was, or
    /// there is no stretch before.
    /// </summary>
    public double? End()
    {
        Make();
        var (now, then) = (_spare, _weights);
        table.Watch(_counts, now);
        for (var i = 0; i < now.Length; i++)
            then[i] = now[i] - then[i]; // the way of this stretch
        var cosine = _known > 1 ? Cosine(then, _way) : null;
        (_weights, _way, _spare) = (now, then, _way);
        _known = Math.Min(2, _known + 1);
        table.Limited.CopyTo(_limited, 0);
        return cosine;
    }

    /// <summary>Forgets where the weights were.</summary>
    public void Forget()
    {
        _known = 0;
        table.Limited.CopyTo(_limited, 0);
    }

    private void Make()
    {
        if (_weights.Length > 0)
            return;
        var all = _counts.Sum();
        (_weights, _way, _spare) = (new float[all], new float[all], new float[all]);
    }

    private double? Cosine(float[] way, float[] before)
    {
        double sum = 0,
            weight = 0;
        for (int i = 0, start = 0; i < _counts.Length; start += _counts[i++])
        {
            var limited = table.Limited[i] - _limited[i];
            if (limited == 0 || Cosine(way.AsSpan(start, _counts[i]), before.AsSpan(start, _counts[i])) is not { } cosine)
                continue;
            (sum, weight) = (sum + (limited * cosine), weight + limited);
        }

        return weight > 0 ? sum / weight : null;
    }

    private static double? Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0,
            first = 0,
            second = 0;
        for (var i = 0; i < a.Length; i++)
            (product, first, second) = (product + ((double)a[i] * b[i]), first + ((double)a[i] * a[i]), second + ((double)b[i] * b[i]));
        return first > 0 && second > 0 && product / Math.Sqrt(first) / Math.Sqrt(second) is var cosine && double.IsFinite(cosine)
            ? cosine
            : null;
    }
}

/// <summary>What a <see cref="Heading"/> remembers, as it is written into a checkpoint.</summary>
internal sealed record HeadingState(float[]? Weights, float[]? Way, long[] Limited);

namespace Ballast;

/// <summary>
/// sqrt(T / (T + steps since the warm-up)), where T is the warm-up unless it is given (Vaswani et al. 2017, arXiv:1706.03762).
/// </summary>
internal sealed class InverseSquareRootSchedule(long? timescale, Duration warmup) : LearningRateSchedule("inverse-square-root", warmup)
{
    private readonly long? _timescale = timescale is { } given ? Require.AtLeast(given, 1, nameof(timescale)) : null;

    protected override double Shape(long step, long length)
    {
        var scale = _timescale ?? Math.Max(1, Warmup.Share > 0 ? length * Warmup.Share / (1 - Warmup.Share) : Warmup.Steps);
        return Math.Sqrt(scale / (scale + step));
    }
}

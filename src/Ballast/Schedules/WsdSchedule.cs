namespace Ballast;

/// <summary>
/// Warm-up, stable, decay: the full rate, then a line down over the last share (Hu et al. 2024, arXiv:2404.06395; Hägele et al. 2024,
/// arXiv:2405.18392).
/// </summary>
internal sealed class WsdSchedule(Duration warmup, Duration decay, double end, long? total) : LearningRateSchedule("wsd", warmup, total)
{
    private readonly Duration _decay = decay.Check("wsd", nameof(decay));
    private readonly double _end = Require.BelowOne(end);

    protected override double Shape(long step, long length)
    {
        var fall = Math.Min(length, _decay.AtLeastOneOf(length));
        return step <= length - fall ? 1 : _end + ((1 - _end) * (length - step) / fall);
    }
}

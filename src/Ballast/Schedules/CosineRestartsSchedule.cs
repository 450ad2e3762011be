namespace Ballast;

/// <summary>
/// Half a cosine from 1 to the end's factor, again and again, each growth times as long as the one before (Loshchilov, Hutter 2017,
/// arXiv:1608.03983).
/// </summary>
internal sealed class CosineRestartsSchedule(Duration every, int growth, double end, Duration warmup)
    : LearningRateSchedule("cosine-restarts", warmup)
{
    private readonly Duration _every = every.Check("cosine-restarts", nameof(every));
    private readonly int _growth = Require.AtLeast(growth, 1);
    private readonly double _end = Require.BelowOne(end);

    protected override double Shape(long step, long length)
    {
        var cycle = _every.AtLeastOneOf(length);
        if (_growth == 1)
            step %= cycle;
        else
            for (; step >= cycle; cycle *= _growth)
                step -= cycle;
        return _end + ((1 - _end) * (1 + Math.Cos(Math.PI * step / cycle)) / 2);
    }
}

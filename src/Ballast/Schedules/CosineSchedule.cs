namespace Ballast;

/// <summary>Half a cosine from 1 to the end's factor (Loshchilov, Hutter 2017, arXiv:1608.03983, without restarts).</summary>
internal sealed class CosineSchedule(Duration warmup, double end, long? total) : LearningRateSchedule("cosine", warmup, total)
{
    private readonly double _end = Require.BelowOne(end);

    protected override double Shape(long step, long length) => _end + ((1 - _end) * (1 + Math.Cos(Math.PI * step / length)) / 2);
}

namespace Ballast;

/// <summary>
/// Up and down between low and 1 in straight lines, each cycle's height times shrink (Smith 2017, arXiv:1506.01186: triangular with 1,
/// triangular2 with 0.5).
/// </summary>
internal sealed class CyclicSchedule(Duration up, Duration? down, double low, double shrink, Duration warmup)
    : LearningRateSchedule("cyclic", warmup)
{
    private readonly Duration _up = up.Check("cyclic", nameof(up));
    private readonly Duration _down = (down ?? up).Check("cyclic", nameof(down));
    private readonly double _low = Require.BelowOne(low);
    private readonly double _shrink = Require.Fraction(shrink);

    protected override double Shape(long step, long length)
    {
        var (rise, fall) = (_up.AtLeastOneOf(length), _down.AtLeastOneOf(length));
        var (cycle, within) = Math.DivRem(step, rise + fall);
        var height = within <= rise ? (double)within / rise : (double)(rise + fall - within) / fall;
        return _low + ((1 - _low) * Math.Pow(_shrink, cycle) * height);
    }
}

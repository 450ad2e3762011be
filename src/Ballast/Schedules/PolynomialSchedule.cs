namespace Ballast;

/// <summary>
/// A power of what is left of the training, from 1 to the end's factor. With power 1 it is the linear schedule, and so named.
/// </summary>
internal sealed class PolynomialSchedule(string name, Duration warmup, double power, double end, long? total)
    : LearningRateSchedule(name, warmup, total)
{
    private readonly double _power = Require.Positive(power);
    private readonly double _end = Require.BelowOne(end);

    protected override double Shape(long step, long length) => _end + ((1 - _end) * Math.Pow(1 - ((double)step / length), _power));
}

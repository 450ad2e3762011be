namespace Ballast;

/// <summary>Multiplied by gamma at every step.</summary>
internal sealed class ExponentialSchedule(double gamma, Duration warmup) : LearningRateSchedule("exponential", warmup)
{
    private readonly double _gamma = Require.Fraction(gamma);

    protected override double Shape(long step, long length) => Math.Pow(_gamma, step);
}

namespace Ballast;

/// <summary>Multiplied by gamma every so many steps.</summary>
internal sealed class StepSchedule(Duration every, double gamma, Duration warmup) : LearningRateSchedule("step", warmup)
{
    private readonly Duration _every = every.Check("step", nameof(every));
    private readonly double _gamma = Require.Fraction(gamma);

    protected override double Shape(long step, long length) => Math.Pow(_gamma, step / _every.AtLeastOneOf(length));
}

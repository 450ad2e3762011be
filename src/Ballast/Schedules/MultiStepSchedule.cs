namespace Ballast;

/// <summary>Multiplied by gamma at each milestone that is reached; milestones count from the end of the warm-up.</summary>
internal sealed class MultiStepSchedule : LearningRateSchedule
{
    private readonly Duration[] _milestones;
    private readonly double _gamma;

    public MultiStepSchedule(IReadOnlyList<Duration> milestones, double gamma, Duration warmup)
        : base("multi-step", warmup)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        (_milestones, _gamma) = ([.. milestones.Select(it => it.Check(Name, nameof(milestones)))], Require.Fraction(gamma));
    }

    protected override double Shape(long step, long length) => Math.Pow(_gamma, _milestones.Count(it => it.AtLeastOneOf(length) <= step));
}

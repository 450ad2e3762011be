namespace Ballast;

/// <summary>What all dropouts are told.</summary>
internal sealed class DropSettings(ILayerSettings it, double p)
{
    private readonly double _p = it.Number("p", 0, 0.999, p);
    private readonly string _schedule = it.Choice("schedule", DropRate.Names);
    private readonly long _steps = it.Whole("schedule-steps", 1, 1_000_000_000, 1000),
        _seed = it.Whole("seed", -1, long.MaxValue, -1);

    public DropRate Rate => DropRate.Create(_schedule, _p, _steps);

    /// <summary>Null where it follows from the model's seed and the place in the model.</summary>
    public long? Seed => _seed < 0 ? null : _seed;
}

namespace Ballast;

/// <summary>What passes through one place of a model in one batch, as numbers.</summary>
/// <param name="Rms">Root mean square of the finite values.</param>
/// <param name="Peak">Largest magnitude among the finite values.</param>
/// <param name="NonFinite">How many values are NaN or infinite.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct SignalReading(double Rms, double Peak, long NonFinite, long Count)
{
    /// <summary>
    /// Which share of it differs from row to row: the root mean square of the distances from the mean over rows, relative to
    /// <see cref="Rms"/>. 0 if all rows are alike, NaN where there is one row only or nothing but zeros.
    /// </summary>
    public double Spread { get; init; } = double.NaN;

    /// <summary>Share of the units (columns, channels) that are exactly 0 in every row.</summary>
    public double DeadUnits { get; init; }

    /// <summary>Share of the values at which a sigmoid or tanh is flat: within 1 % of its ends. 0 for other layers.</summary>
    public double Saturated { get; init; }

    /// <summary>True if every value is finite.</summary>
    public bool IsFinite => NonFinite == 0;
}

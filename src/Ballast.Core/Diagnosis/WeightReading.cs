namespace Ballast;

/// <summary>One parameter before a step, as numbers.</summary>
/// <param name="Info">Which parameter.</param>
/// <param name="Rms">Root mean square of its values.</param>
/// <param name="GradientRms">Root mean square of its gradient; NaN where none came back.</param>
public readonly record struct WeightReading(ParameterInfo Info, double Rms, double GradientRms)
{
    /// <summary>How many of its values are not finite.</summary>
    public long NonFinite { get; init; }

    /// <summary>How many values of its gradient are not finite.</summary>
    public long GradientNonFinite { get; init; }

    /// <summary>True if all its values are the same.</summary>
    public bool IsConstant { get; init; }
}

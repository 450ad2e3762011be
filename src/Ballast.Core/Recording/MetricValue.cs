namespace Ballast;

/// <summary>What a metric says of a model.</summary>
/// <param name="Name">Which metric, such as <c>f1</c>.</param>
/// <param name="Value">The number; NaN where there is nothing to say it of.</param>
public sealed record MetricValue(string Name, double Value)
{
    /// <summary>
    /// The numbers behind it: one per class for <c>precision</c>, <c>recall</c> and <c>f1</c>; row by row for <c>confusion</c>, a row for
    /// each true class; one per value of a target for <c>mae</c> and <c>r2</c> where a target has several. Default: none.
    /// </summary>
    public IReadOnlyList<double> Details { get; init; } = [];

    /// <summary>Equal names, values and details.</summary>
    public bool Equals(MetricValue? other) =>
        other is not null && Name == other.Name && Value.Equals(other.Value) && Details.SequenceEqual(other.Details);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Value, Details.Count);
}

using System.Text.Json.Serialization;

namespace Ballast;

/// <summary>
/// What happens to the numbers that are predicted before a loss sees them; metrics and predictions are in the user's units all the same.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<TargetScale>))]
public enum TargetScale
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Mean 0 and standard deviation 1 over the training part, each column by itself.</summary>
    Standard,

    /// <summary>
    /// The natural logarithm, then as <see cref="Standard"/>: for amounts above 0 that differ by factors, such as prices.
    /// </summary>
    Log,

    /// <summary>The logarithm of 1 + target, then as <see cref="Standard"/>: for amounts from 0 on, such as counts.</summary>
    Log1p,
}

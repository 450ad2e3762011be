namespace Ballast;

/// <summary>
/// What a rule wants measured beyond the gradient norms. The meter takes the union over all rules and still makes one pass.
/// </summary>
[Flags]
public enum ReadingNeeds
{
    /// <summary>Gradient norm, peak and non-finite count per parameter: always there.</summary>
    None = 0,

    /// <summary>Euclidean norm of every parameter's weights, which costs reading the weights once.</summary>
    WeightNorms = 1,
}

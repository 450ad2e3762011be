namespace Ballast;

/// <summary>One parameter in one backward pass, as numbers.</summary>
/// <param name="Info">Which parameter.</param>
/// <param name="Norm">Euclidean norm of the gradient, accumulated in float64: NaN if any value is NaN, infinite only if a value is.</param>
/// <param name="Peak">Largest magnitude among the finite values.</param>
/// <param name="NonFinite">How many values are NaN or infinite.</param>
/// <param name="WeightNorm">Euclidean norm of the weights, NaN unless a rule asked for it (<see cref="ReadingNeeds.WeightNorms"/>).</param>
public readonly record struct ParameterReading(ParameterInfo Info, double Norm, double Peak, long NonFinite, double WeightNorm = double.NaN)
{
    /// <summary>
    /// True where the backward pass left no gradient at all, not even zeros: nothing of the loss came through the parameter. Default:
    /// false.
    /// </summary>
    public bool IsAbsent { get; init; }

    /// <summary>True if every value of the gradient is finite.</summary>
    public bool IsFinite => NonFinite == 0 && double.IsFinite(Norm);
}

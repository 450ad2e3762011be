namespace Ballast;

/// <summary>
/// The change that the optimizer proposes for one parameter, as numbers, before it reaches the weights.
/// </summary>
/// <param name="Info">Which parameter.</param>
/// <param name="ChangeNorm">Euclidean norm of the proposed change, float64; not finite if any value is not.</param>
/// <param name="WeightNorm">Euclidean norm of the weights before the change, float64.</param>
/// <param name="Step">Zero-based index of the step.</param>
/// <param name="Horizon">Total number of steps of the training, 0 if unknown.</param>
/// <param name="Limited">In how many steps so far a cap limited this parameter.</param>
/// <param name="Stride">How much further than usual the change may go: above 1 while the weights keep going the same way. Default
/// 1.</param>
public readonly record struct UpdateReading(
    ParameterInfo Info,
    double ChangeNorm,
    double WeightNorm,
    long Step,
    long Horizon,
    long Limited,
    double Stride = 1
)
{
    /// <summary>Change relative to the weights; infinite for a change of zero weights, 0 for no change.</summary>
    public double Ratio => ChangeNorm == 0 ? 0 : ChangeNorm / WeightNorm;
}

using TorchSharp.Modules;

namespace Ballast;

/// <summary>
/// Constraints on weights, kept by projecting onto them after every step: edits for <see cref="GuardOptions.Edits"/>. Each goes
/// to the nearest point of its set, tensor by tensor.
/// </summary>
public static class Projections
{
    /// <summary>Every row (last dimension) is non-negative and sums to <paramref name="sum"/>.</summary>
    /// <param name="sum">Above 0.</param>
    /// <param name="on">Which parameters, by name; null means those of at least two dimensions.</param>
    public static IWeightEdit Simplex(double sum = 1, Func<string, bool>? on = null) =>
        new Projection("simplex", on, w => ProjectionMath.Simplex(w, sum), Positive(sum, nameof(sum)));

    /// <summary>The sum of magnitudes of a tensor is at most <paramref name="radius"/>.</summary>
    /// <param name="radius">Above 0.</param>
    /// <param name="on">Which parameters, by name; null means those of at least two dimensions.</param>
    public static IWeightEdit L1Ball(double radius, Func<string, bool>? on = null) =>
        new Projection("l1-ball", on, w => ProjectionMath.L1Ball(w, radius), Positive(radius, nameof(radius)));

    /// <summary>The Euclidean norm of a tensor is at most <paramref name="radius"/>.</summary>
    /// <param name="radius">Above 0.</param>
    /// <param name="on">Which parameters, by name; null means those of at least two dimensions.</param>
    public static IWeightEdit L2Ball(double radius, Func<string, bool>? on = null) =>
        new Projection("l2-ball", on, w => ProjectionMath.L2Ball(w, radius), Positive(radius, nameof(radius)));

    /// <summary>Every weight is between <paramref name="low"/> and <paramref name="high"/>.</summary>
    /// <param name="low">Finite, at most <paramref name="high"/>.</param>
    /// <param name="high">Finite.</param>
    /// <param name="on">Which parameters, by name; null means those of at least two dimensions.</param>
    public static IWeightEdit Box(double low, double high, Func<string, bool>? on = null) =>
        double.IsFinite(low) && double.IsFinite(high) && low <= high
            ? new Projection("box", on, w => w.Within(low, high))
            : throw new ArgumentOutOfRangeException(
                nameof(low),
                $"[{low}, {high}]",
                "A box goes from a finite number to a finite one that is not smaller."
            );

    /// <summary>No weight is negative.</summary>
    /// <param name="on">Which parameters, by name; null means those of at least two dimensions.</param>
    public static IWeightEdit NonNegative(Func<string, bool>? on = null) => new Projection("non-negative", on, w => w.AtLeast(0));

    private static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value} but must be above 0 and finite.");
}

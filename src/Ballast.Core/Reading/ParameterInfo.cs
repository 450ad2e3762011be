namespace Ballast;

/// <summary>What is known about one parameter without looking at its values.</summary>
/// <param name="Name">Full name within the model, such as <c>linear1.weight</c>.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
public sealed record ParameterInfo(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>Number of values.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Values in one output row: what feeds one unit. 1 for vectors and scalars.</summary>
    public long FanIn => Shape.Count < 2 || Shape[0] == 0 ? 1 : Count / Shape[0];

    /// <summary>
    /// How often one forward pass uses the parameter (a recurrent weight: once per time step). 1 until a set-up probe has
    /// counted; a change of such a weight acts that many times over, so caps divide by a power of it.
    /// </summary>
    public int Calls { get; init; } = 1;

    /// <summary>
    /// How many parameters of two and more dimensions are trained beside it and with it: about as many as a signal passes on its
    /// way. Relative changes of all of them add up on it, so caps divide by a power of it. Default 1.
    /// </summary>
    public int Depth { get; init; } = 1;

    /// <summary>
    /// True for the layer that makes the model's output: nothing lies behind it. Until a set-up probe has seen a pass, the last matrix
    /// in the order of registration and the vectors behind it.
    /// </summary>
    public bool IsOutput { get; init; }

    /// <summary>
    /// The share of its size that set-up left of the parameter, above 0 and at most 1. A weight that had to be made small is a small
    /// weight: caps lower the size that they take for granted by the root of it. Default 1.
    /// </summary>
    public double Kept { get; init; } = 1;

    /// <summary>True for vectors and scalars: biases, norm gains, single numbers.</summary>
    public bool IsVector => Shape.Count < 2;
}

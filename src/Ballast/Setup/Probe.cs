using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What one forward and backward pass showed: of every weighted module the root mean square of its outputs, call by call, and
/// of the gradients that came back to them.
/// </summary>
internal sealed class Probe
{
    /// <summary>Loss of the probed batch, not finite if it was not.</summary>
    public required double Loss { get; init; }

    /// <summary>The data as they reach the first weighted module; null if that is fed by no data of its own.</summary>
    public required InputScale? Input { get; init; }

    /// <summary>The modules that were called, in the order of their first call.</summary>
    public required IReadOnlyList<WeightedModule> Order { get; init; }

    /// <summary>Root mean square of each call's output.</summary>
    public required IReadOnlyDictionary<WeightedModule, double[]> OutputSizes { get; init; }

    /// <summary>Root mean square of the gradient of each call's output; 0 where none came back.</summary>
    public required IReadOnlyDictionary<WeightedModule, double[]> GradientSizes { get; init; }

    /// <summary>True if no gradient comes back to the first module.</summary>
    public bool IsDead => Order.Count > 1 && GradientSizes[Order[0]].All(size => size == 0);

    /// <summary>
    /// How hard the loss pulls at the outputs of the network's heads: see <see cref="HeadPull.Of"/>, of
    /// the column where that is largest. Times rows, since a loss is a mean over them; 0 if no gradient came back.
    /// </summary>
    public required IReadOnlyDictionary<WeightedModule, double> Pulls { get; init; }

    /// <summary>True if the loss may pull hard at a layer that is not the last: whether that is a head is not known yet.</summary>
    public required bool MayPull { get; init; }

    /// <summary>
    /// By how much of itself the loss falls where all matrices together are made smaller: the sum of weight times gradient over the
    /// loss, twice the number of layers where a squared error is nothing but outputs too large. Not finite where that was not measured.
    /// </summary>
    public double Slope { get; init; } = double.NaN;

    /// <summary>
    /// Rows of outputs that one batch has, of the head with the fewest; as many as there can be where none got a gradient.
    /// </summary>
    public required long Rows { get; init; }

    /// <summary>See <see cref="HeadPull.Excess"/>; meaningless and small for a classifier's loss, 0 where no gradient came back.</summary>
    public double Excess { get; init; }

    /// <summary>
    /// Modules whose every input is data. However often they are called they are no loop: what grows from call to call is not theirs.
    /// </summary>
    public required IReadOnlySet<WeightedModule> FedByData { get; init; }

    /// <summary>
    /// Modules that are called on what came of their own last call: a change of theirs adds up from call to call. A critic that judges two
    /// pictures is called twice too, and is none.
    /// </summary>
    public required IReadOnlySet<WeightedModule> InLoops { get; init; }

    /// <summary>The modules that are called on what came of their own last call.</summary>
    public IEnumerable<WeightedModule> Loops => Order.Where(InLoops.Contains);

    /// <summary>The modules that are called once, lookups aside: what signals and gradients pass through in depth.</summary>
    public WeightedModule[] Chain => [.. Order.Where(module => OutputSizes[module].Length == 1 && !module.IsLookup)];
}

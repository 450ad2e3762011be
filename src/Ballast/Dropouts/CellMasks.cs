using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What one sequence of a recurrent cell goes through, step by step; see <see cref="CellDropout"/>. Each method returns its last argument
/// where a dropout leaves it alone. Tensors are [n, width].
/// </summary>
public abstract class CellMasks
{
    /// <summary>Changes nothing.</summary>
    public static CellMasks None { get; } = new Nothing();

    /// <summary>The state as the recurrent weights see it.</summary>
    public virtual Tensor Seen(Tensor state) => state;

    /// <summary>What a gate is about to let into the state.</summary>
    public virtual Tensor Candidate(Tensor fresh) => fresh;

    /// <summary>A state, or a memory, after a step.</summary>
    public virtual Tensor Next(Tensor before, Tensor after) => after;

    private sealed class Nothing : CellMasks;
}

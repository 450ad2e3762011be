namespace Ballast;

/// <summary>What belongs to a moment of a training.</summary>
/// <param name="Step">The step after which it was.</param>
/// <param name="Position">The same, without the steps that were gone back over.</param>
/// <param name="Guards">What each guard remembered.</param>
/// <param name="Parts">The state of what else belongs to the training.</param>
/// <param name="IsExact">Whether the steps after it can be taken again to the bit.</param>
internal sealed record KeptState(long Step, long Position, KeptGuard[] Guards, byte[][] Parts, bool IsExact)
{
    /// <summary>After whose step it was; null where it was before that of the first.</summary>
    public Recovery? By { get; init; }

    /// <summary>The tensors.</summary>
    public Snapshot? Snapshot { get; set; }
}

/// <summary>What a guard remembered at such a moment.</summary>
/// <param name="Position">Its last step, without those that were gone back over.</param>
/// <param name="Moving">What goes back with the weights.</param>
internal readonly record struct KeptGuard(long Position, object?[] Moving);

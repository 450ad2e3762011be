namespace Ballast;

/// <summary>One neuron that <see cref="DeadlyFlip"/> acted on.</summary>
/// <param name="Step">Zero-based index of the step.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Layer">The layer, by the name of its module.</param>
/// <param name="Neuron">Zero-based index of the neuron in it.</param>
/// <param name="Partner">The neuron it swapped with; null where that was its own twin, or nothing.</param>
/// <param name="Change">Its relative change; 1e30 if that was not finite.</param>
/// <param name="Threshold">What the change was above.</param>
public sealed record Flip(long Step, FlipKind Kind, string Layer, int Neuron, int? Partner, double Change, double Threshold);

/// <summary>What was done with a volatile neuron.</summary>
public enum FlipKind
{
    /// <summary>Its change was taken back.</summary>
    Rollback,

    /// <summary>It swapped with its calm twin.</summary>
    Twin,

    /// <summary>Its change was taken back because its twin holds what exploded a moment ago.</summary>
    Rejection,

    /// <summary>It swapped incoming weights with a calm neuron, guarded.</summary>
    Row,

    /// <summary>It swapped incoming weights with the calmest neuron, unguarded.</summary>
    Peer,
}

namespace Ballast;

/// <summary>What <see cref="DeadlyFlip"/> does with a volatile neuron.</summary>
public enum FlipMode
{
    /// <summary>Takes its change back and slows its next steps: no memory beyond one copy of the weights.</summary>
    Rollback,

    /// <summary>Swaps it with its own calm twin, a running mean of its weights; one more copy of the weights.</summary>
    Twin,

    /// <summary>
    /// Swaps incoming weights with a calm unit of the same recurrence, where that lowers the path norm; a step with a hot unit is given up.
    /// Acts on recurrences without gates and on nothing else.
    /// </summary>
    Row,

    /// <summary>
    /// Takes its change back and swaps incoming weights with the calmest neuron of its layer, unasked. A perturbation, for experiments.
    /// </summary>
    Peer,

    /// <summary>
    /// In a recurrence without gates swaps as <see cref="Row"/> does where there is a calm partner and the path norm falls; what remains,
    /// and every other layer, as <see cref="Rollback"/>.
    /// </summary>
    Auto,
}

/// <summary>What happens to the optimizer's state of a neuron whose change is taken back.</summary>
public enum FlipStateRule
{
    /// <summary>Its momentum becomes 0; its second moments too, but only if its change was not finite.</summary>
    ZeroMomentum,

    /// <summary>Nothing. Unsafe with Adam: the momentum that exploded goes on pushing.</summary>
    Keep,
}

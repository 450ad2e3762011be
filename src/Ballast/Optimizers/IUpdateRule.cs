using System.Numerics;

namespace Ballast;

/// <summary>
/// The arithmetic of one optimizer, written once: the engine makes of it a fused, multi-threaded kernel with gradient scales,
/// update cap, parameter groups and saved state, for every width of vector.
/// </summary>
/// <remarks>Coefficients that need powers or roots are computed once per step and tensor in <see cref="At"/>, not per value.</remarks>
/// <typeparam name="TSelf">The rule itself, a readonly struct.</typeparam>
/// <typeparam name="T">float or double: the type of weights, gradients and state (bfloat16 weights are widened).</typeparam>
internal interface IUpdateRule<TSelf, T> where TSelf : struct, IUpdateRule<TSelf, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many state tensors the rule keeps per parameter: 0 to 4.</summary>
    static abstract int Slots { get; }

    /// <summary>
    /// True if slot A holds velocity in units of the step (momentum of SGD type), which a capped step must shrink with it;
    /// Adam's moments, which are normalised, must not.
    /// </summary>
    static abstract bool SlotAIsVelocity { get; }

    /// <summary>The rule with its coefficients for one step.</summary>
    /// <param name="hyperparameters">Values in the order in which the optimizer declares them; the learning rate first.</param>
    /// <param name="step">How many steps this parameter has taken, this one included: 1 at first.</param>
    static abstract TSelf At(ReadOnlySpan<double> hyperparameters, long step);

    /// <summary>Advances the state by one gradient.</summary>
    void Advance<V>(V gradient, V weight, ref Slots<V> slots) where V : struct, ILanes<V, T>;

    /// <summary>The proposed change of the weight, after <see cref="Advance"/>: weight decay included, sign included.</summary>
    V Change<V>(V gradient, V weight, in Slots<V> slots) where V : struct, ILanes<V, T>;
}

/// <summary>The state of a few values; a rule uses the first few slots.</summary>
/// <typeparam name="V">Lanes.</typeparam>
internal struct Slots<V>
{
    /// <summary>First state tensor.</summary>
    public V A;

    /// <summary>Second state tensor.</summary>
    public V B;

    /// <summary>Third state tensor.</summary>
    public V C;

    /// <summary>Fourth state tensor.</summary>
    public V D;
}

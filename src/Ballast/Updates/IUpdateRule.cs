using System.Numerics;

namespace Ballast;

/// <summary>
/// The arithmetic of one optimizer, written once: the engine makes of it a fused, multi-threaded kernel with gradient scales,
/// update cap, parameter groups and saved state, for every width of vector, and the same step in tensor operations for other
/// devices. <see cref="FusedOptimizer.Of{TFloat, TDouble}"/> makes an optimizer of it.
/// </summary>
/// <remarks>
/// Coefficients that need powers or roots are computed once per step and tensor in <see cref="At"/>, not per value. A rule that
/// needs a number of the whole tensor first says so by <see cref="Measures"/>.
/// </remarks>
/// <typeparam name="TSelf">The rule itself, a readonly struct.</typeparam>
/// <typeparam name="T">float or double: the type of weights, gradients and state (bfloat16 weights are widened).</typeparam>
public interface IUpdateRule<TSelf, T>
    where TSelf : struct, IUpdateRule<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many state tensors the rule keeps per parameter: 0 to 4.</summary>
    static abstract int Slots { get; }

    /// <summary>
    /// True if slot A holds velocity in units of the step (momentum of SGD type), which a capped step must shrink with it;
    /// Adam's moments, which are normalised, must not. Default false.
    /// </summary>
    static virtual bool SlotAIsVelocity => false;

    /// <summary>
    /// Which slots hold second moments, bit 0 for A: where the momentum of a neuron is cleared they stay. Default B alone.
    /// </summary>
    static virtual int SecondMoments => 1 << 1;

    /// <summary>Which number of a whole tensor the rule needs, beyond its own values. Default none.</summary>
    static virtual Measuring Measures => Measuring.Nothing;

    /// <summary>The rule with its coefficients for one step of one tensor.</summary>
    static abstract TSelf At(in TensorFacts facts);

    /// <summary>Advances the state by one gradient.</summary>
    void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>;

    /// <summary>The proposed change of the weight, after <see cref="Advance"/>: weight decay included, sign included.</summary>
    V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T>;

    /// <summary>
    /// What is measured: the engine hands the Euclidean norm of these values over the tensor to <see cref="At"/> or
    /// <see cref="Factor"/>. With <see cref="Measuring.Before"/> the slots are not read. Default: the gradient.
    /// </summary>
    static virtual V Gauge<V>(in TSelf rule, V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => gradient;

    /// <summary>With <see cref="Measuring.After"/>: what the proposed change of the tensor is multiplied by. Default 1.</summary>
    static virtual double Factor(in TensorFacts facts) => 1;

    /// <summary>
    /// A number that the rule remembers per tensor, called once per step before <see cref="At"/>: given what was remembered
    /// (0 at first), returns what is. Default: the same.
    /// </summary>
    static virtual double Remember(in TensorFacts facts) => facts.Memory;
}

/// <summary>When a rule needs a number of the whole tensor.</summary>
public enum Measuring
{
    /// <summary>Never: one pass.</summary>
    Nothing,

    /// <summary>Before the state advances: one more pass over weight and gradient.</summary>
    Before,

    /// <summary>Of the proposed change, before it is applied: two phases, as for an update cap.</summary>
    After,
}

/// <summary>
/// The state of a few values; a rule keeps the first few slots. The others are scratch: what <c>Advance</c> leaves there
/// <c>Change</c> finds.
/// </summary>
/// <typeparam name="V">Lanes.</typeparam>
#pragma warning disable CA1051 // fields, since a rule writes them through a reference in the innermost loop
public struct Slots<V>
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
#pragma warning restore CA1051

using System.Numerics;

namespace Ballast;

/// <summary>
/// The arithmetic of one optimizer, written once: the engine makes of it a fused, multi-threaded kernel with gradient scales,
/// update cap, parameter groups and saved state, for every width of vector and for the scalar rest alike.
/// </summary>
/// <remarks>
/// The methods work on as many values at once as a vector holds; each lane is a value of its own. Coefficients that need
/// powers or roots are computed once in <see cref="At"/>, not per value.
/// </remarks>
/// <typeparam name="TSelf">The rule itself, a readonly struct.</typeparam>
/// <typeparam name="T">float or double: the type of weights, gradients and state (bfloat16 weights are widened).</typeparam>
public interface IUpdateRule<TSelf, T> where TSelf : struct, IUpdateRule<TSelf, T> where T : unmanaged, IFloatingPointIeee754<T>
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
    void Advance(Vector<T> gradient, Vector<T> weight, ref Slots<T> slots);

    /// <summary>The proposed change of the weight, after <see cref="Advance"/>: weight decay included, sign included.</summary>
    Vector<T> Change(Vector<T> gradient, Vector<T> weight, in Slots<T> slots);
}

#pragma warning disable CA1051 // passed by reference in the innermost loop
/// <summary>The state of one vector of values; a rule uses the first few.</summary>
/// <typeparam name="T">float or double.</typeparam>
public struct Slots<T>
{
    /// <summary>First state tensor.</summary>
    public Vector<T> A;

    /// <summary>Second state tensor.</summary>
    public Vector<T> B;

    /// <summary>Third state tensor.</summary>
    public Vector<T> C;

    /// <summary>Fourth state tensor.</summary>
    public Vector<T> D;
}

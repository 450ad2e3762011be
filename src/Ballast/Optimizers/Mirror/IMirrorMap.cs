using System.Numerics;

namespace Ballast;

/// <summary>
/// The arithmetic of one potential psi for mirror descent, value by value. Values come as u = w / s, with s the tensor's
/// reference scale, and psi is normalised so that psi''(1) = 1: one learning rate then means the same for every potential.
/// <see cref="MirrorMap.Of{TFloat, TDouble}"/> makes a map of it.
/// </summary>
/// <typeparam name="TSelf">The map itself, a readonly struct.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public interface IMirrorMap<TSelf, T>
    where TSelf : struct, IMirrorMap<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The map with its one parameter, such as q; a map without any ignores it.</summary>
    static abstract TSelf With(double parameter);

    /// <summary>By how much u changes when its dual psi'(u) goes down by <paramref name="step"/>. Exactly 0 for a step of 0.</summary>
    V Move<V>(V u, V step)
        where V : struct, ILanes<V, T>;

    /// <summary>The gradient in the local norm of the potential: g / sqrt(psi''(u)).</summary>
    V Local<V>(V gradient, V u)
        where V : struct, ILanes<V, T>;
}

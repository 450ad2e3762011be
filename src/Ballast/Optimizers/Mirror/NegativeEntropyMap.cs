using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Negative entropy: psi' = ln u, exponentiated gradient (Kivinen, Warmuth 1997). For positive weights. One step multiplies a
/// weight by no less than 100 times the precision of its type, so that none is rounded to 0, from where it could not return.
/// </summary>
internal readonly struct NegativeEntropyMap<T> : IMirrorMap<NegativeEntropyMap<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Most = T.CreateTruncating(typeof(T) == typeof(float) ? 11.3 : 31.4);
    private static readonly T Least = T.CreateTruncating(1e-30);

    public static NegativeEntropyMap<T> With(double parameter) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Move<V>(V u, V step)
        where V : struct, ILanes<V, T>
    {
        var e = Lanes<T>.Clamp(step, V.Broadcast(Most));
        e = V.IfLess(u, V.Broadcast(Least), V.IfLess(default, e, default, e), e); // what is as good as 0 goes no further down
        return u * Lanes<T>.ExpMinusOne(default(V) - e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Local<V>(V gradient, V u)
        where V : struct, ILanes<V, T> => gradient * V.Sqrt(V.Max(u, default));
}

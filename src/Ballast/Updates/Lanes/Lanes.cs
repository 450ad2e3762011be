using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>Functions of lanes that are made of others.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal static class Lanes<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>-1, 0 or 1; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sign<V>(V x)
        where V : struct, ILanes<V, T> => V.IfLess(default, x, V.Broadcast(T.One), V.IfLess(x, default, V.Broadcast(T.NegativeOne), x));

    /// <summary>x within -bound and bound; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Clamp<V>(V x, V bound)
        where V : struct, ILanes<V, T> => V.IfLess(bound, x, bound, V.IfLess(x, default(V) - bound, default(V) - bound, x));

    /// <summary>exp(x) - 1, precise near 0 (Kahan's quotient).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinusOne<V>(V x)
        where V : struct, ILanes<V, T>
    {
        var e = V.Exp(x);
        var less = e - V.Broadcast(T.One);
        return V.Finite(less * x / V.Log(e), V.IfLess(V.Abs(x), V.Broadcast(T.One), x, less)); // 0 / 0 where exp(x) rounds to 1
    }

    /// <summary>log(1 + x), precise near 0 (Kahan's quotient).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogOnePlus<V>(V x)
        where V : struct, ILanes<V, T>
    {
        var u = V.Broadcast(T.One) + x;
        return V.Finite(V.Log(u) * x / (u - V.Broadcast(T.One)), V.IfLess(V.Abs(x), V.Broadcast(T.CreateTruncating(0.5)), x, V.Log(u)));
    }
}

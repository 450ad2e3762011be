using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// q-norm, or p-GD (Azizan, Lale, Hassibi; Sun et al. 2022): psi' = sgn(u) |u|^(q-1) / (q-1). Powers of u, never of the weight
/// itself, whose ninth power underflows in float32. Where the step is smaller than the dual the weight is multiplied by a
/// ratio, so that rounding of powers does not move it.
/// </summary>
internal readonly struct QNormMap<T> : IMirrorMap<QNormMap<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _power,
        _root,
        _half,
        _floor;

    private QNormMap(double q)
    {
        (_power, _root, _half) = (T.CreateTruncating(q - 1), T.CreateTruncating(1 / (q - 1)), T.CreateTruncating((2 - q) / 2));
        _floor = T.CreateTruncating(q > 2 ? 0.3 : 1e-30); // above q = 2 the curvature vanishes at 0, and the local norm with it
    }

    public static QNormMap<T> With(double parameter) => new(parameter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Move<V>(V u, V step)
        where V : struct, ILanes<V, T>
    {
        var z = Lanes<T>.Sign(u) * Power(V.Abs(u), _power) * V.Broadcast(_root);
        var ratio = u * Lanes<T>.ExpMinusOne(Lanes<T>.LogOnePlus(default(V) - (step / z)) * V.Broadcast(_root));
        var moved = z - step;
        var direct = (Lanes<T>.Sign(moved) * Power(V.Abs(moved) * V.Broadcast(_power), _root)) - u;
        return V.IfLess(V.Abs(step), V.Broadcast(T.CreateTruncating(1e-37)), default, V.IfLess(V.Abs(step), V.Abs(z), ratio, direct));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Local<V>(V gradient, V u)
        where V : struct, ILanes<V, T> => gradient * Power(V.Max(V.Abs(u), V.Broadcast(_floor)), _half);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Power<V>(V magnitude, T power)
        where V : struct, ILanes<V, T> => V.Exp(V.Log(magnitude) * V.Broadcast(power));
}

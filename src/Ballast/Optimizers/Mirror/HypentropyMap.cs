using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Hypentropy (Ghai, Hazan, Singer 2020): psi' = sqrt(1 + b^2) asinh(u / b). Between gradient descent (b large) and exponentiated
/// gradient with two signs, EG+-, whose weights are p - n with p n = (b / 2)^2: that is the form computed here, p and n each
/// multiplied. It has no cancellation where asinh written as a logarithm would have, and moves nothing for a step of 0.
/// </summary>
internal readonly struct HypentropyMap<T> : IMirrorMap<HypentropyMap<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Most = T.CreateTruncating(80); // cosh(80) is within float32

    private readonly T _square,
        _shrink,
        _grow;

    private HypentropyMap(double b)
    {
        _square = T.CreateTruncating(b * b);
        (_shrink, _grow) = (T.CreateTruncating(1 / Math.Sqrt(1 + (b * b))), T.CreateTruncating(Math.Sqrt(1 / Math.Sqrt(1 + (b * b)))));
    }

    public static HypentropyMap<T> With(double parameter) => new(parameter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Move<V>(V u, V step)
        where V : struct, ILanes<V, T>
    {
        var e = Lanes<T>.Clamp(step * V.Broadcast(_shrink), V.Broadcast(Most));
        var large = V.Abs(u) + V.Sqrt((u * u) + V.Broadcast(_square));
        var small = V.Broadcast(_square) / large;
        var p = V.IfLess(u, default, small, large);
        var n = V.IfLess(u, default, large, small);
        return V.Broadcast(T.CreateTruncating(0.5)) * ((p * Lanes<T>.ExpMinusOne(default(V) - e)) - (n * Lanes<T>.ExpMinusOne(e)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Local<V>(V gradient, V u)
        where V : struct, ILanes<V, T> => gradient * V.Broadcast(_grow) * V.Sqrt(V.Sqrt((u * u) + V.Broadcast(_square)));
}

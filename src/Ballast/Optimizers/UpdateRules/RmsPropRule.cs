using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Divides by the root of a running mean square (Tieleman, Hinton 2012): hyperparameters lr, alpha, eps, weight_decay (in the
/// gradient).
/// </summary>
internal readonly struct RmsPropRule<T> : IUpdateRule<RmsPropRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _lr,
        _alpha,
        _fresh,
        _eps,
        _coupled;

    private RmsPropRule(in TensorFacts h)
    {
        (_lr, _alpha, _fresh) = (T.CreateTruncating(-h[0]), T.CreateTruncating(h[1]), T.CreateTruncating(1 - h[1]));
        (_eps, _coupled) = (T.CreateTruncating(h[2]), T.CreateTruncating(h[3]));
    }

    public static int Slots => 1;

    public static int SecondMoments => 1 << 0;

    public static RmsPropRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var g = gradient + (V.Broadcast(_coupled) * weight);
        slots.A = (V.Broadcast(_alpha) * slots.A) + (V.Broadcast(_fresh) * (g * g));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        V.Broadcast(_lr) * (gradient + (V.Broadcast(_coupled) * weight)) / (V.Sqrt(slots.A) + V.Broadcast(_eps));
}

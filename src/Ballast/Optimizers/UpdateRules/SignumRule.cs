using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// The sign of momentum (Bernstein et al. 2018): hyperparameters lr, momentum, weight_decay (decoupled). Without momentum it is
/// signSGD.
/// </summary>
internal readonly struct SignumRule<T> : IUpdateRule<SignumRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _momentum,
        _fresh,
        _lr,
        _decoupled;

    private SignumRule(in TensorFacts h)
    {
        (_momentum, _fresh) = (T.CreateTruncating(h[1]), T.CreateTruncating(1 - h[1]));
        (_lr, _decoupled) = (T.CreateTruncating(-h[0]), T.CreateTruncating(-h[0] * h[2]));
    }

    public static int Slots => 1;

    public static SignumRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> => slots.A = (V.Broadcast(_momentum) * slots.A) + (V.Broadcast(_fresh) * gradient);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => (V.Broadcast(_decoupled) * weight) + (V.Broadcast(_lr) * Lanes<T>.Sign(slots.A));
}

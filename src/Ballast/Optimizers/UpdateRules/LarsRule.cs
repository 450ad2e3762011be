using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Momentum whose gradient is scaled, tensor by tensor, to a share of the weights' norm (You, Gitman, Ginsburg 2017):
/// hyperparameters lr, momentum, weight_decay (in the gradient), trust_coefficient, eps. Vectors take plain steps.
/// </summary>
internal readonly struct LarsRule<T> : IUpdateRule<LarsRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _momentum,
        _trust,
        _coupled,
        _lr;

    private LarsRule(in TensorFacts h)
    {
        var trust = h.Dimensions < 2 || h.Gauge == 0 || h.Weight == 0 ? 1 : h[3] * h.Weight / (h.Gauge + (h[2] * h.Weight) + h[4]);
        (_lr, _momentum) = (T.CreateTruncating(-h[0]), T.CreateTruncating(h[1]));
        (_trust, _coupled) = (T.CreateTruncating(trust), T.CreateTruncating(trust * h[2]));
    }

    public static int Slots => 1;

    public static bool SlotAIsVelocity => true;

    public static Measuring Measures => Measuring.Before;

    public static LarsRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        slots.A = (V.Broadcast(_momentum) * slots.A) + (V.Broadcast(_trust) * gradient) + (V.Broadcast(_coupled) * weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => V.Broadcast(_lr) * slots.A;
}

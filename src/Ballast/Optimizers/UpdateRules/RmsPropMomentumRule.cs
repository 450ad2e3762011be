using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// <see cref="RmsPropRule{T}"/> with momentum, and the running mean subtracted where it is centered (Graves 2013): further
/// hyperparameters momentum, centered (0 or 1). Slot A is the velocity, in units of the step.
/// </summary>
internal readonly struct RmsPropMomentumRule<T> : IUpdateRule<RmsPropMomentumRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _lr,
        _alpha,
        _fresh,
        _eps,
        _coupled,
        _momentum,
        _centered,
        _keep,
        _add;

    private RmsPropMomentumRule(in TensorFacts h)
    {
        (_lr, _alpha, _fresh) = (T.CreateTruncating(-h[0]), T.CreateTruncating(h[1]), T.CreateTruncating(1 - h[1]));
        (_eps, _coupled, _momentum, _centered) = (
            T.CreateTruncating(h[2]),
            T.CreateTruncating(h[3]),
            T.CreateTruncating(h[4]),
            T.CreateTruncating(h[5])
        );
        (_keep, _add) = h[5] != 0 ? (_alpha, _fresh) : (T.One, T.Zero); // the mean is kept only where it is used
    }

    public static int Slots => 3;

    public static bool SlotAIsVelocity => true;

    public static RmsPropMomentumRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var g = gradient + (V.Broadcast(_coupled) * weight);
        slots.B = (V.Broadcast(_alpha) * slots.B) + (V.Broadcast(_fresh) * (g * g));
        slots.C = (V.Broadcast(_keep) * slots.C) + (V.Broadcast(_add) * g);
        var variance = V.Max(slots.B - (V.Broadcast(_centered) * slots.C * slots.C), default); // rounding can make it negative
        slots.A = (V.Broadcast(_momentum) * slots.A) + (g / (V.Sqrt(variance) + V.Broadcast(_eps)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => V.Broadcast(_lr) * slots.A;
}
